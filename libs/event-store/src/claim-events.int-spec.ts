import { describe, expect, it } from '@jest/globals';
import { eventually, toldContext, toldUnderId, useDatabase } from '#testing';
import { claimEvents } from './claim-events.js';
import { decodeRecord, type Delivery } from './decode-record.js';

/** Transactions that claim the same events wait for each other, in whatever order they heard of them. */
describe('the claim', () => {
  const context = toldContext();
  const database = useDatabase({ role: 'transfers', poolSize: 4 });

  const delivery = (n: number): Delivery => {
    const decoded = decodeRecord(context, toldUnderId('p', 'evt_1', { n }));
    if (!decoded.ok || !decoded.value) throw new Error('not decoded');
    return decoded.value;
  };
  const claim = (deliveries: readonly Delivery[], meanwhile: () => Promise<void> = () => Promise.resolve()) =>
    database.transaction(async (sql) => {
      // Who waits in vain is told so, and the test with it.
      await sql.query("set local lock_timeout = '20s'");
      const claimed = await claimEvents(sql, context.schema, deliveries);
      await meanwhile();
      return claimed;
    });
  const expectOneWaits = async (): Promise<void> => {
    const waiting = await database.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(waiting).toHaveLength(1);
  };

  it('inserts several contents of one event id in one order', async () => {
    const [first, second] = [delivery(1), delivery(2)].sort((a, b) =>
      a.stored.contentDigest < b.stored.contentDigest ? -1 : 1,
    );
    if (!first || !second) throw new Error('two were told');
    expect(first.stored.eventId).toBe(second.stored.eventId);
    let both: Promise<Delivery[]> | undefined;
    await claim([first], async () => {
      both = claim([second, first]);
      await eventually(expectOneWaits);
      // It waits for the first one, and has not inserted the second one before: a third transaction has it at once.
      expect(await claim([second])).toEqual([second]);
    });
    expect(await both).toEqual([]);
  });
});
