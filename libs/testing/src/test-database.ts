import { randomBytes } from 'node:crypto';
import { invariant } from '#kernel';
import { openDatabase, roleUrl } from '#persistence';
import { testSettings } from './settings.js';

export interface TestDatabase {
  /** For the superuser: what a test itself looks and writes with. */
  readonly adminUrl: string;
  /** For an app's own role (`ingress`, `transfers`, `api`), with its grants and no more. */
  url(role: string): string;
  /** Drops it, with whoever is still connected. */
  close(): Promise<void>;
}

/**
 * A database of its own for one test file: a clone of the migrated template, or an empty one.
 * Call it in `beforeAll` and `close()` in `afterAll`.
 */
export const testDatabase = async ({ empty = false } = {}): Promise<TestDatabase> => {
  const settings = testSettings();
  const server = settings.CAUDAL_TEST_DATABASE_URL;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${name} template ${empty ? 'template0' : 'caudal_template'}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const adminUrl = url.toString();
  return {
    adminUrl,
    url(role) {
      const password = settings.CAUDAL_TEST_ROLE_PASSWORDS[role];
      invariant(password !== undefined, `the test servers have no role ${role}`);
      return roleUrl(adminUrl, role, password);
    },
    close: () => execute(server, `drop database if exists ${name} with (force)`),
  };
};

const execute = async (url: string, statement: string): Promise<void> => {
  const database = await openDatabase({ url, app: 'test', poolSize: 1 });
  try {
    await database.query(statement);
  } finally {
    await database.close();
  }
};
