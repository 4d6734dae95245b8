import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dataSourceOf } from './database.js';
import { migrations } from './migrations/list.js';
import type { MigrationSpec } from './migrations/migration-spec.js';

/** One number for all of Caudal: two migrators at once take turns. */
const LOCK = 4_201_001;
const POLL_MS = 200;

/**
 * Brings the schema up to date. It polls for the advisory lock: a waiter inside `pg_advisory_lock` holds a snapshot
 * for which another migrator's `create index concurrently` would wait for ever.
 *
 * @returns the names of the migrations that were run now
 */
export const migrate = async (url: string): Promise<string[]> => {
  // Building an index on a large table may take long: no statement timeout of ours.
  const source = dataSourceOf({ url, app: 'migrator', poolSize: 3, statementTimeoutMs: 0 }, migrations.map(asClass));
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    while (!(await tryLock(lock))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const done = await source.runMigrations();
    return done.map(({ name }) => name);
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
};

const tryLock = async (lock: QueryRunner): Promise<boolean> => {
  const [row] = (await lock.query('select pg_try_advisory_lock($1) as ok', [LOCK])) as { ok: boolean }[];
  return row?.ok ?? false;
};

const asClass = (spec: MigrationSpec): new () => never => {
  class Migration implements MigrationInterface {
    readonly name = spec.name;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(spec.up);
    }
    down(): Promise<void> {
      return Promise.reject(new Error('Caudal migrates forward only: restore a backup, or write the next migration'));
    }
  }
  return Migration as unknown as new () => never;
};
