import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { cardsContext, ledgerContext } from '#contexts';
import { readEnvelope, routeEvent } from '#contracts';
import { applyBatch, proveContext, type Context, type LogRecord } from '#event-store';
import { type Database } from '#persistence';
import { logRecord, useDatabase } from '#testing';
import { tellStory, type Delivery } from '../../apps/simulator/src/story/tell-story.js';

/**
 * The ledger comes to the simulator's books, which come from its own commands and know none of our folds: every balance
 * that a receiver can know, and every movement that leads nowhere. The story is told with copies and out of order, cards
 * and ledger as two contexts that meet in a clean topic.
 */
describe('the ledger and the books of the bank', () => {
  const database = useDatabase({ poolSize: 3 });

  /** Applies the records of one topic, a few hundred at a time. */
  const apply = async (context: Context, topic: string, records: readonly LogRecord[]): Promise<void> => {
    for (let at = 0; at < records.length; at += 300) {
      const batch = records.slice(at, at + 300).map((record, nth) => ({ ...record, offset: BigInt(at + nth) }));
      const to = { clusterId: 'test', topic, partition: 0, records: batch };
      const { parked } = await applyBatch(database, context, to, () => Date.now());
      expect(parked).toBe(0);
    }
  };

  it('are equal after a story of every kind of movement', async () => {
    const faults = { duplicate: 0.2, reorder: 0.3 };
    const { deliveries, book } = tellStory({ seed: 5, operations: 700, contexts: 'all', faults });
    const told = shuffled(deliveries);
    const of = (topic: string) => told.flatMap((delivery) => recordOn(topic, delivery));
    await apply(ledgerContext, 'mono.ledger.v1', of('mono.ledger.v1'));
    await apply(ledgerContext, 'mono.transfers.v1', of('mono.transfers.v1'));
    await apply(cardsContext, 'mono.cards.v1', of('mono.cards.v1'));
    await apply(ledgerContext, 'caudal.cards.v1', await publishedCards(database));

    const ours = await database.query<{ account_id: string; currency: string; available: string; pending: string }>(
      `select account_id, currency, available::text as available, pending::text as pending from ledger.balances
       where kind = 'ledger' order by account_id, currency`,
    );
    const theirs = book['ledger-accounts'].flatMap(({ id, balances }) =>
      balances.map(({ currency, available, pending }) => ({ account_id: id, currency, available, pending })),
    );
    expect(theirs.length).toBeGreaterThan(3);
    expect(ours).toEqual(theirs.sort((a, b) => (a.account_id < b.account_id ? -1 : 1)));
    const unrouted = await database.query<{ cause_id: string }>('select cause_id from ledger.unrouted order by 1');
    expect(book.unrouted.length).toBeGreaterThan(10);
    expect(unrouted.map(({ cause_id }) => cause_id)).toEqual(book.unrouted.map(({ id }) => id).sort());

    const sums = await database.query<{ sum: string }>(
      'select sum(amount)::text as sum from ledger.postings group by currency',
    );
    expect(sums.map(({ sum }) => sum)).toEqual(sums.map(() => '0'));
    expect((await proveContext(database, ledgerContext)).differences).toEqual([]);
    expect((await proveContext(database, cardsContext)).differences).toEqual([]);
  });
});

/** Any order, the same on every run: by a digest of what each delivery is. */
const shuffled = (deliveries: readonly Delivery[]): Delivery[] =>
  deliveries
    .map((delivery) => ({
      delivery,
      by: createHash('sha256').update(`${delivery.notice}/${delivery.copy}`).digest('hex'),
    }))
    .sort((a, b) => (a.by < b.by ? -1 : 1))
    .map(({ delivery }) => delivery);

/** The record that ingress would make of a delivery, when it goes to this topic. */
const recordOn = (topic: string, { provider, source, body }: Delivery): LogRecord[] => {
  const envelope = readEnvelope(provider, body);
  const route = envelope.ok ? routeEvent(envelope.value, source) : envelope;
  return route.ok && route.value.topic === topic ? [logRecord({ provider, body }, 0n)] : [];
};

/** What the cards context has told others, as the ledger hears it. */
const publishedCards = async (database: Database): Promise<LogRecord[]> => {
  const rows = await database.query<{ key: string; headers: Record<string, string>; value: string }>(
    'select key, headers, value from cards.outbox order by sequence',
  );
  return rows.map(({ key, headers, value }) => ({ offset: 0n, key, headers, value: Buffer.from(value) }));
};
