import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linkTo, testDatabase, type Link, type TestDatabase } from '#testing';
import { lazyDatabase, type Database } from './database.js';
import { isTransient } from './transient.js';

/** A pool that need not be there yet, nor all the time: each failure says that it passes, and none of them stays. */
describe('a lazy database', () => {
  let test: TestDatabase;
  let link: Link;
  let lazy: Database;

  beforeAll(async () => {
    test = await testDatabase({ empty: true });
    link = await linkTo(test.adminUrl);
    lazy = lazyDatabase({ url: link.by(test.adminUrl), app: 'spec', poolSize: 2 });
  });

  afterAll(async () => {
    await lazy.close();
    await link.down();
    await test.close();
  });

  const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => (isTransient(error) ? 'try again' : error));

  it('fails for now while the server is away', async () => {
    expect(await outcomeOf(lazy.query('select 1'))).toBe('try again');
    expect(await outcomeOf(lazy.transaction((sql) => sql.query('select 1')))).toBe('try again');
  });

  it('works as soon as the server is there, for all who ask at once', async () => {
    await link.up();
    const asked = [1, 2, 3, 4].map((n) => lazy.query('select $1::int as n', [n]));
    expect(await Promise.all(asked)).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }], [{ n: 4 }]]);
  });

  it('fails for now when the server goes, within a query and after it', async () => {
    const sleeping = outcomeOf(lazy.query('select pg_sleep(10)'));
    await sleep(50);
    await link.down();
    expect(await sleeping).toBe('try again');
    expect(await outcomeOf(lazy.query('select 1'))).toBe('try again');
  });

  it('works again when the server comes back', async () => {
    await link.up();
    expect(await lazy.transaction((sql) => sql.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it('that nobody used closes without a server', async () => {
    await expect(lazyDatabase({ url: 'postgres://127.0.0.1:1/none', app: 'spec' }).close()).resolves.toBeUndefined();
  });
});
