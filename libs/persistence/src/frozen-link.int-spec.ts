import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linkTo, testDatabase, type Link, type TestDatabase } from '#testing';
import { openDatabase, type Database } from './database.js';

/**
 * A server or a link that freezes within a transaction: the client gives up, the server does not know. What was given
 * up is never committed by the next user of the connection.
 */
describe('a link that freezes within a transaction', () => {
  let test: TestDatabase;
  let link: Link;
  let database: Database;

  beforeEach(async () => {
    test = await testDatabase();
    link = await linkTo(test.adminUrl);
    await link.up();
    // One connection, so that the next transaction would meet the frozen one.
    database = await openDatabase({ url: link.by(test.adminUrl), app: 'test', poolSize: 1, statementTimeoutMs: 200 });
    await database.query('create table moved (n int)');
  });

  afterEach(async () => {
    await database.close();
    await link.down();
    await test.close();
  });

  it('costs that transaction, and only that', async () => {
    const given = database.transaction(async (sql) => {
      await sql.query('insert into moved values (1)');
      link.freeze();
      await sql.query('insert into moved values (2)');
    });
    await expect(given).rejects.toThrow(/timeout/i);
    link.thaw();
    await database.transaction((sql) => sql.query('insert into moved values (3)'));
    expect(await database.query('select n from moved')).toEqual([{ n: 3 }]);
  });
});
