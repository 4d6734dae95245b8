import { describe, expect, it } from '@jest/globals';
import { cardsContext } from '#contexts';
import { useDatabase } from '#testing';
import { cardHistories } from './p4/card-histories.js';
import { byArrival, sameRowsInAnyOrder } from './p4/order.js';

/**
 * P4 for cards, in PostgreSQL: chains of card transactions end in the same rows whatever the order, the repetitions and
 * the batches in which their steps come. A mutation shows that the test can fail.
 */
describe('P4: the order of what is told of cards does not matter', () => {
  const database = useDatabase({ poolSize: 2 });

  it('300 random schedules of 100 histories leave identical rows', async () => {
    const size = { histories: 100, schedules: 3 };
    expect(await sameRowsInAnyOrder(database, cardHistories, () => cardsContext, size)).toBe(300);
  }, 240_000);

  it('notices when originals do not sort before what refers to them', async () => {
    const mutated = sameRowsInAnyOrder(database, cardHistories, byArrival(cardsContext), {
      histories: 100,
      schedules: 2,
    });
    await expect(mutated).rejects.toThrow(/Property failed/);
  });
});
