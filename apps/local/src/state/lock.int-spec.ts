import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '../problem.js';
import { acquireLock } from './lock.js';

/** One start a state directory, and no lock that outlives its process. */
describe('the lock', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caudal-lock-'));
    path = join(folder, 'lock');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('names our process and goes away with it', () => {
    const release = acquireLock(path);
    expect(readFileSync(path, 'utf8').trim()).toBe(String(process.pid));
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a second start and names the first', async () => {
    const other = spawn(process.execPath, [
      '-e',
      'setInterval(() => {}, 1000)',
      '/somewhere/dist/apps/local/src/main.js',
    ]);
    try {
      writeFileSync(path, `${other.pid ?? 0}\n`);
      expect(() => acquireLock(path)).toThrow(Problem);
      expect(() => acquireLock(path)).toThrow(`process ${other.pid ?? 0}`);
    } finally {
      other.kill('SIGKILL');
      await new Promise((resolve) => other.once('exit', resolve));
    }
    const release = acquireLock(path);
    release();
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process id that is another program by now', async () => {
    const other = spawn('sleep', ['60']);
    try {
      writeFileSync(path, `${other.pid ?? 0}\n`);
      const release = acquireLock(path);
      expect(readFileSync(path, 'utf8').trim()).toBe(String(process.pid));
      release();
    } finally {
      other.kill('SIGKILL');
      await new Promise((resolve) => other.once('exit', resolve));
    }
  });

  it.each([[''], ['nonsense'], ['-1'], ['4194304000']])('takes over from a lock that says %j', (content) => {
    writeFileSync(path, content);
    acquireLock(path)();
    expect(readdirSync(folder)).toEqual([]);
  });
});
