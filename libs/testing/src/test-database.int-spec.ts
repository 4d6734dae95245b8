import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '#persistence';
import { testDatabase, type TestDatabase } from './test-database.js';
import { testKafka } from './test-kafka.js';

/** A test file has a migrated database of its own, and sees it as each app does. */
describe('the test kit', () => {
  let mine: TestDatabase;
  let other: TestDatabase;

  beforeAll(async () => {
    [mine, other] = await Promise.all([testDatabase(), testDatabase()]);
  });

  afterAll(async () => {
    await Promise.all([mine.close(), other.close()]);
  });

  const ask = async <Row extends object>(url: string, text: string): Promise<Row[]> => {
    const database = await openDatabase({ url, app: 'test', poolSize: 1 });
    return database.query<Row>(text).finally(() => database.close());
  };

  it('gives a migrated database', async () => {
    const tables = await ask(
      mine.adminUrl,
      "select 1 from pg_tables where schemaname in ('access', 'ingress', 'transfers', 'cards', 'accounts')",
    );
    expect(tables.length).toBeGreaterThan(0);
  });

  it('keeps test files apart', async () => {
    await ask(mine.adminUrl, 'create table only_here (id int)');
    await expect(ask(other.adminUrl, 'select * from only_here')).rejects.toThrow(/does not exist/);
  });

  it("logs in with an app's own role and its grants", async () => {
    expect(await ask(mine.url('ingress'), 'select current_user as name')).toEqual([{ name: 'caudal_ingress' }]);
    await expect(ask(mine.url('ingress'), 'select * from transfers.events')).rejects.toThrow(/permission denied/);
  });

  it('names a topic prefix of its own a file', () => {
    const [one, two] = [testKafka(), testKafka()];
    expect(one.brokers).toHaveLength(1);
    expect(one.topicPrefix).not.toBe(two.topicPrefix);
  });
});
