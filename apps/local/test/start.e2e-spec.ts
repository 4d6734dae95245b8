import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '#persistence';
import { testDatabase, testKafka } from '#testing';
import { environment } from '../src/environment.js';
import { APPS, ROLES } from '../src/apps.js';
import { loadInstallation } from '../src/state/installation.js';
import {
  freePortBase,
  isReady,
  newStateDir,
  processesOf,
  readRunFile,
  remove,
  startLocal,
  until,
  type Start,
} from './local-system.js';

/** A busy machine of two cores, and the whole system to start: the promise is 60 s. */
const READY_MS = 60_000;
/** Apps drain, then the servers shut down. */
const STOPPED_MS = 30_000;

/**
 * `npm start` as a person meets it: it comes up, brings back what dies, refuses a second one, keeps what was stored,
 * and leaves nothing behind however it ends.
 */
describe('npm start', () => {
  let stateDir: string;
  let portBase: number;
  let running: Start | undefined;

  const start = async (...args: string[]): Promise<Start> => {
    const started = startLocal(stateDir, ['--port-base', String(portBase), '--quiet', ...args]);
    running = started;
    await until(started, () => isReady(started) || started.child.exitCode !== null, READY_MS);
    if (!isReady(started)) throw new Error(`it did not come up:\n${started.output()}`);
    return started;
  };

  beforeAll(async () => {
    stateDir = newStateDir();
    portBase = await freePortBase();
  });

  afterEach(async () => {
    if (running?.child.exitCode === null && running.child.signalCode === null) {
      running.child.kill('SIGTERM');
      await running.exited;
    }
  });

  afterAll(() => {
    remove(stateDir);
  });

  it(
    'comes up, tells where everything is, brings back what dies, and Ctrl-C leaves nothing',
    async () => {
      const first = await start();
      const run = readRunFile(stateDir);
      expect(run.apps.map(({ name }) => name).sort()).toEqual(APPS.map(({ name }) => name).sort());
      expect(statSync(join(stateDir, 'run.json')).mode & 0o777).toBe(0o600);
      const headers = { authorization: `Bearer ${run.apiKey}` };
      expect((await fetch(`${run.apiUrl}/v1/transfers`, { headers })).status).toBe(200);
      expect((await fetch(`${run.apiUrl}/v1/transfers`)).status).toBe(401);
      await until(first, () => /accepted 0 \(\+0\/s\) {2}projected 0/.test(first.output()), 5_000);

      const second = startLocal(stateDir, ['--port-base', String(portBase)]);
      expect(await second.exited).toBe(1);
      expect(second.output()).toBe(
        `Caudal runs here already (process ${first.child.pid ?? 0}). Stop it with Ctrl-C in its terminal, or with: kill ${first.child.pid ?? 0}\n`,
      );

      const api = run.apps.find(({ name }) => name === 'api');
      process.kill(api?.pid ?? 0, 'SIGKILL');
      await until(first, () => first.output().includes('api is back'), READY_MS);
      expect(first.output()).toMatch(/api ended \(ended by SIGKILL\)\..* Starting api again in 0\.5 s\./);
      expect(readRunFile(stateDir).apps.find(({ name }) => name === 'api')?.pid).not.toBe(api?.pid);
      await until(first, () => first.output().includes('restarts 1'), 5_000);
      const metrics = await fetch(`${run.apiUrl}/metrics`);
      expect(await metrics.text()).toMatch(/^caudal_process_restarts 1$/m);

      const apps = readRunFile(stateDir).apps;
      await bookAnotherCluster(run.databaseUrl);
      first.child.kill('SIGINT');
      await until(first, () => first.child.exitCode !== null, STOPPED_MS);
      expect(first.child.exitCode).toBe(0);
      expect(first.output()).not.toMatch(/\n\s+at /);
      expect(processesOf(stateDir, apps)).toEqual([]);
      expect(existsSync(join(stateDir, 'lock'))).toBe(false);
      expect(existsSync(join(stateDir, 'run.json'))).toBe(false);

      // What was stored is kept: the key of the first start still opens. The log of one partition is not the one that was
      // read: all comes up, says what a person has to decide, and goes on when that is done.
      const again = await start();
      const kept = readRunFile(stateDir);
      expect(kept.apiKey).toBe(run.apiKey);
      expect(kept.sources).toEqual(run.sources);
      expect((await fetch(`${kept.apiUrl}/v1/transfers`, { headers })).status).toBe(200);
      await until(again, () => again.output().includes('transfers waits for a person: '), READY_MS);
      expect(again.output()).toMatch(
        /mono\.transfers\.v1\/3: log_of_another_cluster; .*npm run caudal -- resume transfers/,
      );
      await until(again, () => again.output().includes('partitions halted 1'), 10_000);
      const { stdout } = await caudal(stateDir, 'resume', 'transfers');
      expect(stdout).toContain('mono.transfers.v1/3');
      await until(again, () => !lastLine(again.output()).includes('partitions halted'), 20_000);

      // Without a chance to stop anything, nothing is left either, and the lock is known to be stale.
      again.child.kill('SIGKILL');
      await until(again, () => processesOf(stateDir, kept.apps).length === 0, STOPPED_MS);
      expect(existsSync(join(stateDir, 'lock'))).toBe(true);
      const fresh = await start('--fresh');
      expect(readRunFile(stateDir).apiKey).not.toBe(run.apiKey);
      fresh.child.kill('SIGTERM');
      expect(await fresh.exited).toBe(0);
    },
    5 * READY_MS,
  );

  it(
    'uses servers of your own, and needs no Java then',
    async () => {
      const database = await testDatabase({ empty: true });
      const [dir, base] = [newStateDir(), await freePortBase()];
      // Roles belong to the whole server, which the other tests use: they keep the passwords that they have.
      const passwordOf = (role: string) => new URL(database.url(role)).password;
      const rolePasswords = Object.fromEntries(ROLES.map((role) => [role, passwordOf(role)]));
      writeFileSync(
        join(dir, 'state.json'),
        JSON.stringify({ ...loadInstallation(join(dir, 'x'), [], []), rolePasswords }),
      );
      const own = startLocal(dir, ['--port-base', String(base)], {
        CAUDAL_DATABASE_URL: database.adminUrl,
        CAUDAL_KAFKA_BROKERS: testKafka().brokers.join(','),
        CAUDAL_JAVA: '/nowhere/java',
      });
      running = own;
      try {
        await until(own, () => isReady(own) || own.child.exitCode !== null, READY_MS);
        expect(readRunFile(dir).databaseUrl).toBe(database.adminUrl);
        await until(own, () => /projected [1-9]/.test(own.output()), READY_MS);
        own.child.kill('SIGTERM');
        expect(await own.exited).toBe(0);
        expect(readdirSync(dir).sort()).toEqual(['logs', 'state.json', 'x']);
      } finally {
        await database.close();
        remove(dir);
      }
    },
    2 * READY_MS,
  );

  it('names the ports that are taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(portBase, '127.0.0.1', resolve));
    try {
      const refused = startLocal(stateDir, ['--port-base', String(portBase)]);
      expect(await refused.exited).toBe(1);
      expect(refused.output()).toMatch(
        new RegExp(`This port is taken by another program: ${portBase} \\(ingress\\)\\. Free it, or .*--port-base`),
      );
      expect(existsSync(join(stateDir, 'lock'))).toBe(false);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('stops cleanly when it is stopped while it comes up', async () => {
    const starting = startLocal(stateDir, ['--port-base', String(portBase), '--quiet']);
    running = starting;
    await until(starting, () => starting.output().includes('Starting the servers'), READY_MS);
    starting.child.kill('SIGINT');
    expect(await starting.exited).toBe(0);
    expect(processesOf(stateDir)).toEqual([]);
    expect(existsSync(join(stateDir, 'lock'))).toBe(false);
  });
});

/** What is left of a broker that is no more: a position in a log of its own. */
const bookAnotherCluster = async (databaseUrl: string): Promise<void> => {
  const database = await openDatabase({ url: databaseUrl, app: 'test', poolSize: 1 });
  await database.query(
    `insert into transfers.checkpoints (consumer, cluster_id, topic, partition, next_offset)
     values ('transfers', 'the broker before', 'mono.transfers.v1', 3, 7)`,
  );
  await database.close();
};

const CAUDAL = resolve(import.meta.dirname, '../../../dist/apps/cli/src/main.js');

/** The command line, as a person runs it beside the installation. */
const caudal = (stateDir: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [CAUDAL, ...args], { env: { ...environment(), CAUDAL_STATE_DIR: stateDir } });

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
