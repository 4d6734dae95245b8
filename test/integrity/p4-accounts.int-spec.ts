import { describe, expect, it } from '@jest/globals';
import { accountsContext } from '#contexts';
import { useDatabase } from '#testing';
import { accountHistories } from './p4/account-histories.js';
import { byArrival, sameRowsInAnyOrder } from './p4/order.js';

/**
 * P4 for connected accounts and mandates, in PostgreSQL: any permutation, duplication and splitting of the same events
 * ends in the same rows, those without any time among them. A mutation shows that the test can fail.
 */
describe('P4: order does not matter for accounts', () => {
  const database = useDatabase({ poolSize: 2 });

  it('300 random schedules of 75 histories leave identical rows', async () => {
    const size = { histories: 75, schedules: 4 };
    expect(await sameRowsInAnyOrder(database, accountHistories, () => accountsContext, size)).toBe(300);
  }, 240_000);

  it('notices when the order is not canonical but that of arrival', async () => {
    const mutated = sameRowsInAnyOrder(database, accountHistories, byArrival(accountsContext), {
      histories: 100,
      schedules: 2,
    });
    await expect(mutated).rejects.toThrow(/Property failed/);
  });
});
