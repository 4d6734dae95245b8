import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT, follow, newStateDir, remove } from './local-system.js';

/** How `npm test` runs the tests: a run that hangs is ended and said, and nothing of it is left. */
describe('a run in a group of its own', () => {
  let folder: string;

  beforeEach(() => {
    folder = newStateDir();
  });
  afterEach(() => {
    remove(folder);
  });

  /** Runs a program, done when it has written the file `done`, and tells how that ended. */
  const runGroup = (program: string) => {
    const done = join(folder, 'done');
    const script = `
      import { existsSync } from 'node:fs';
      import { runGroup } from '${join(ROOT, 'apps/local/boot/run-group.mjs')}';
      const limits = { isDone: () => existsSync('${done}'), graceMs: 500, limitMs: 3_000 };
      const outcome = await runGroup(['-e', process.env.PROGRAM], limits);
      console.log(JSON.stringify(outcome));
    `;
    const start = follow(
      spawn(process.execPath, ['--input-type=module', '-e', script], { env: { PROGRAM: program, DONE: done } }),
    );
    return { start, done, ended: async () => JSON.parse((await start.exited, start.output())) as unknown };
  };

  it('that ends well is well', async () => {
    const { ended } = runGroup('');
    expect(await ended()).toEqual({ ok: true, hung: false, left: [] });
  });

  it('that fails has failed', async () => {
    const { ended } = runGroup('process.exit(3)');
    expect(await ended()).toEqual({ ok: false, hung: false, left: [] });
  });

  it.each([
    ['has done its work and stays', `require('fs').writeFileSync(process.env.DONE, ''); setInterval(() => {}, 1e6)`],
    ['never gets there', `setInterval(() => {}, 1e6)`],
  ])('that %s is ended', async (_, program) => {
    const { ended } = runGroup(program);
    expect(await ended()).toEqual({ ok: false, hung: true, left: [] });
  });

  it('that leaves a process behind is named, and the process is ended', async () => {
    const { ended, done } = runGroup(`
      const { pid } = require('child_process').spawn('sleep', ['314'], { stdio: 'ignore' });
      require('fs').writeFileSync(process.env.DONE, String(pid));
      process.exit();
    `);
    expect(await ended()).toEqual({ ok: true, hung: false, left: ['sleep 314'] });
    // Gone, or dead and not yet collected.
    const status = join('/proc', readFileSync(done, 'utf8'), 'status');
    expect(existsSync(status) ? readFileSync(status, 'utf8') : 'State:\tZ').toContain('State:\tZ');
  });

  it('hears the signal that its caller gets', async () => {
    const { start, done, ended } = runGroup(`
      process.on('SIGINT', () => process.exit(0));
      require('fs').writeFileSync(process.env.DONE, '');
      setInterval(() => {}, 1e6);
    `);
    while (!existsSync(done)) await sleep(20);
    start.child.kill('SIGINT');
    expect(await ended()).toEqual({ ok: true, hung: false, left: [] });
  });
});
