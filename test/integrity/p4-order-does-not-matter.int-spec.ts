import { describe, expect, it } from '@jest/globals';
import { transfersContext } from '#contexts';
import { type Database, type Sql } from '#persistence';
import { useDatabase } from '#testing';
import { histories } from './p4/histories.js';
import { byArrival, sameRowsInAnyOrder } from './p4/order.js';

/**
 * P4, in PostgreSQL: any permutation, duplication and splitting into batches of the same events ends in the same rows,
 * apart from the columns that tell when we learned it. Two mutations show that the test can fail.
 */
describe('P4: order does not matter', () => {
  const database = useDatabase({ poolSize: 2 });

  it('1,000 random schedules of 250 histories leave identical rows', async () => {
    const size = { histories: 250, schedules: 4 };
    expect(await sameRowsInAnyOrder(database, histories, () => transfersContext, size)).toBe(1_000);
  }, 240_000);

  it('notices when the order is not canonical but that of arrival', async () => {
    const mutated = sameRowsInAnyOrder(database, histories, byArrival(transfersContext), {
      histories: 100,
      schedules: 2,
    });
    await expect(mutated).rejects.toThrow(/Property failed/);
  });

  it('notices when nothing is claimed', async () => {
    await database.query('alter table transfers.events drop constraint events_pkey');
    const mutated = sameRowsInAnyOrder(withoutClaim(database), histories, () => transfersContext, {
      histories: 100,
      schedules: 2,
    });
    await expect(mutated).rejects.toThrow(/Property failed/);
  });
});

/** The mutation "claim": an event is inserted however often it comes. */
const withoutClaim = (database: Database): Database => {
  const mutated = (sql: Sql): Sql => ({
    query: (text, parameters) =>
      sql.query(text.replace('on conflict (event_id, content_digest, scope) do nothing', ''), parameters),
  });
  return {
    ...database,
    ...mutated(database),
    transaction: (work) => database.transaction((sql) => work(mutated(sql))),
  };
};
