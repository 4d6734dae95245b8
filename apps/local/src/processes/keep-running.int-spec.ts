import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startGuard, type Guard } from './guard.js';
import { keepRunning, type Kept } from './keep-running.js';
import { launch } from './launch.js';
import type { Part } from './part.js';

/** A part that ends is started again, ever more patiently, and everything about it is told. */
describe('keeping a part running', () => {
  let folder: string;
  let guard: Guard;
  let told: string[];
  let kept: Kept | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caudal-keep-'));
    guard = startGuard();
    told = [];
  });

  afterEach(async () => {
    await kept?.stop();
    guard.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Every life adds a line to `lives`, and one to `ready` when `script` lets it go on. */
  const part = (script: string): Part => ({
    name: 'the part',
    readyMs: 5_000,
    isReady: (running) => Promise.resolve(written('ready').includes(`${running.pid}`)),
    launch: () =>
      launch(
        {
          name: 'the part',
          command: process.execPath,
          args: ['-e', `${note('lives')};${script};${note('ready')}`],
          env: {},
          logFile: join(folder, 'log'),
          stage: 'app',
          stopSignal: 'SIGTERM',
        },
        guard,
      ),
  });
  const note = (file: string) => `require('fs').appendFileSync('${join(folder, file)}', process.pid + '\\n')`;
  /** Whole lines only: a life may be seen, or end, between the making of its file and its first line. */
  const written = (file: string): string[] =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1) : [];
  const lives = () => written('lives');
  const isAlive = (pid: number | undefined): boolean => {
    try {
      return pid !== undefined && process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const until = async (condition: () => boolean): Promise<void> => {
    const end = Date.now() + 10_000;
    while (!condition()) {
      await sleep(20);
      if (Date.now() > end) throw new Error(`not in time; told: ${told.join(' | ')}`);
    }
  };
  const tell = (sentence: string) => {
    told.push(sentence);
  };

  it('starts it again after it was killed, and stops it for good', async () => {
    kept = await keepRunning(part('setInterval(() => {}, 1000)'), { tell, firstDelayMs: 20 });
    const first = kept.pid() ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => told.length === 2);
    expect(told[0]).toBe('the part ended (ended by SIGKILL). Starting the part again in 0.02 s.');
    expect(told[1]).toMatch(/^the part is back \(process \d+\)\.$/);
    const second = kept.pid();
    expect(second).not.toBe(first);
    await kept.stop();
    expect(isAlive(second)).toBe(false);
    await sleep(100);
    expect(lives()).toHaveLength(2);
  });

  it('waits twice as long after each failure and tells the last words', async () => {
    const mayLive = join(folder, 'may-live');
    writeFileSync(mayLive, '');
    const script = `if (!require('fs').existsSync('${mayLive}')) { console.error('Error: no luck'); process.exit(3); } setInterval(() => {}, 1000);`;
    kept = await keepRunning(part(script), { tell, firstDelayMs: 20 });
    rmSync(mayLive);
    process.kill(kept.pid() ?? 0, 'SIGKILL');
    await until(() => told.length >= 4);
    writeFileSync(mayLive, '');
    await until(() => told.at(-1)?.includes('is back') ?? false);
    expect(told.slice(0, 4).map((sentence) => /again in (.*) s\.$/.exec(sentence)?.[1])).toEqual([
      '0.02',
      '0.04',
      '0.08',
      '0.16',
    ]);
    expect(told[1]).toContain('the part ended while starting (exit code 3). Its last words: Error: no luck');
  });

  it('tells a first start that fails instead of retrying it', async () => {
    await expect(keepRunning(part('process.exit(1)'), { tell })).rejects.toThrow(
      /ended while starting \(exit code 1\)/,
    );
    expect(lives()).toHaveLength(1);
  });

  it('leaves a later life that runs alone, however long it is not ready', async () => {
    const ready = join(folder, 'is-ready');
    writeFileSync(ready, '');
    const slow = {
      ...part('setInterval(() => {}, 1000)'),
      readyMs: 300,
      isReady: () => Promise.resolve(existsSync(ready)),
    };
    kept = await keepRunning(slow, { tell, firstDelayMs: 20 });
    rmSync(ready);
    process.kill(kept.pid() ?? 0, 'SIGKILL');
    await until(() => told.length === 2);
    expect(told[1]).toBe('the part runs and is not ready after 0.3 s: it is left to go on.');
    const second = kept.pid();
    await sleep(900);
    writeFileSync(ready, '');
    await until(() => told.length === 3);
    expect(told[2]).toBe(`the part is back (process ${String(second)}).`);
  });

  it('gives up a first start on the signal', async () => {
    const stopping = new AbortController();
    const never: Part = { ...part('setInterval(() => {}, 1000)'), isReady: () => Promise.resolve(false) };
    const starting = keepRunning(never, { tell, signal: stopping.signal });
    await until(() => lives().length === 1);
    stopping.abort();
    await expect(starting).rejects.toThrow(/ended while starting/);
    expect(isAlive(Number(lives()[0]))).toBe(false);
  });
});
