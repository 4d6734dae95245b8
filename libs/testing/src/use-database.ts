import type * as Jest from '@jest/globals';
import { invariant } from '#kernel';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, type TestDatabase } from './test-database.js';

/** Jest's hooks, which are there in its own processes only: benchmarks and campaigns use this library too. */
const hooks = (): typeof Jest => globalThis as unknown as typeof Jest;

interface Use {
  /** The app whose role opens it, so that a grant that it lacks shows; the superuser, unless told otherwise. */
  readonly role?: string;
  /** How many connections the tests need at once. */
  readonly poolSize: number;
  /** A new one for each test, instead of one for the whole block. */
  readonly each?: boolean;
}

/** A migrated database of its own for the tests of a block: made and opened before them, closed and dropped after. */
export const useDatabase = ({ role, poolSize, each = false }: Use): Database => {
  let open: { readonly test: TestDatabase; readonly database: Database } | undefined;
  const opened = (): Database => {
    invariant(open, 'a test uses its database between its hooks');
    return open.database;
  };
  const { beforeEach, beforeAll, afterEach, afterAll } = hooks();
  (each ? beforeEach : beforeAll)(async () => {
    const test = await testDatabase();
    const url = role === undefined ? test.adminUrl : test.url(role);
    open = { test, database: await openDatabase({ url, app: 'test', poolSize }) };
  });
  (each ? afterEach : afterAll)(async () => {
    await open?.database.close();
    await open?.test.close();
    open = undefined;
  });
  return {
    query: (text, parameters) => opened().query(text, parameters),
    transaction: (work) => opened().transaction(work),
    close: () => opened().close(),
  };
};
