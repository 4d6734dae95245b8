import { describe, expect, it } from '@jest/globals';
import { tellStory, type Delivery } from './tell-story.js';

/** Proved: a story is repeatable to the byte, and its faults disturb the telling without touching the truth. */
const digestOf = (deliveries: readonly Delivery[]): string[] =>
  deliveries.map((delivery) => `${String(delivery.dueMs)} ${delivery.source} ${delivery.body.toString('utf8')}`);

const DISTURBED = {
  duplicate: 0.2,
  reorder: 1,
  drop: 0.1,
  wrongSecret: 0.05,
  staleT: 0.1,
  keyOrder: 0.2,
  doubleWrap: 0.3,
  prettyPrint: 0.1,
} as const;

describe('a story', () => {
  it('is the same, byte for byte, from the same seed', () => {
    const first = tellStory({ seed: 3, operations: 200, faults: DISTURBED });
    const second = tellStory({ seed: 3, operations: 200, faults: DISTURBED });
    expect(digestOf(second.deliveries)).toEqual(digestOf(first.deliveries));
    expect(second.book).toEqual(first.book);
    const [left, right] = [first.deliveries[5], second.deliveries[5]];
    expect(right?.headers('whsec_x', 1_700_000_000_000)).toEqual(left?.headers('whsec_x', 1_700_000_000_000));
  });

  it('is another one from another seed, with no id in common', () => {
    const ids = (seed: number): string[] => tellStory({ seed, operations: 100 }).book.transfers.map(({ id }) => id);
    const known = new Set(ids(1));
    expect(ids(2).filter((id) => known.has(id))).toEqual([]);
  });

  it('shares no id with a longer story of the same seed, which might end otherwise', () => {
    const ids = (operations: number): string[] => tellStory({ seed: 1, operations }).book.transfers.map(({ id }) => id);
    const known = new Set(ids(50));
    expect(ids(60).filter((id) => known.has(id))).toEqual([]);
  });

  it('has the same truth however it is disturbed', () => {
    expect(tellStory({ seed: 4, operations: 150, faults: DISTURBED }).book).toEqual(
      tellStory({ seed: 4, operations: 150 }).book,
    );
  });

  it('delivers every webhook at least once, authentically, whatever the faults', () => {
    const calm = tellStory({ seed: 5, operations: 200 });
    const wild = tellStory({ seed: 5, operations: 200, faults: { ...DISTURBED, drop: 0.6, wrongSecret: 0.6 } });
    const told = (deliveries: readonly Delivery[]): number[] =>
      [...new Set(deliveries.filter(({ authentic }) => authentic).map(({ notice }) => notice))].sort((a, b) => a - b);
    expect(told(calm.deliveries)).toEqual(calm.deliveries.map(({ notice }) => notice).sort((a, b) => a - b));
    expect(told(wild.deliveries)).toEqual(told(calm.deliveries));
    expect(wild.deliveries.some(({ attempt }) => attempt > 3)).toBe(true);
    expect(wild.deliveries.some(({ authentic }) => !authentic)).toBe(true);
  });

  it('repeats about a fifth and shuffles all with the knobs set so', () => {
    const { deliveries } = tellStory({ seed: 6, operations: 500, faults: { duplicate: 0.2, reorder: 1 } });
    const copies = deliveries.filter(({ copy }) => copy === 1).length;
    const firsts = deliveries.length - copies;
    expect(copies / firsts).toBeGreaterThan(0.15);
    expect(copies / firsts).toBeLessThan(0.25);
    const backwards = deliveries.filter((delivery, index) => delivery.notice < (deliveries[index - 1]?.notice ?? 0));
    expect(backwards.length / deliveries.length).toBeGreaterThan(0.3);
  });

  it('without faults comes in order, once, in the provider’s own dress', () => {
    const { deliveries } = tellStory({ seed: 7, operations: 100 });
    expect(deliveries.every(({ copy, attempt, authentic }) => copy === 0 && attempt === 1 && authentic)).toBe(true);
    expect(deliveries.map(({ notice }) => notice)).toEqual(deliveries.map((_, index) => index + 1));
  });

  it('of every context is repeatable, has one truth, and shares no id with one of transfers', () => {
    const plot = { seed: 3, operations: 200, contexts: 'all' } as const;
    const first = tellStory({ ...plot, faults: DISTURBED });
    expect(digestOf(tellStory({ ...plot, faults: DISTURBED }).deliveries)).toEqual(digestOf(first.deliveries));
    expect(tellStory(plot).book).toEqual(first.book);
    expect(first.book['card-transactions'].length).toBeGreaterThan(5);
    const transfers = tellStory({ ...plot, contexts: 'transfers' }).book;
    const known = new Set(transfers.transfers.map(({ id }) => id));
    expect(first.book.transfers.filter(({ id }) => known.has(id))).toEqual([]);
    expect(transfers['ledger-transactions']).toEqual([]);
  });

  it('covers what a receiver has to know', () => {
    const { deliveries, book } = tellStory({ seed: 8, operations: 1_500 });
    expect([...new Set(deliveries.map(({ type }) => type))].sort()).toEqual([
      'account_credited',
      'bank_transfer_approved',
      'bank_transfer_change_final_state',
      'bank_transfer_fallback_routing',
      'bank_transfer_rejected',
      'batch_authorization_requested',
      'batch_duplicated',
      'batch_sent',
      'collection_intent_confirmed',
      'collection_intent_credited',
      'collection_intent_failed',
      'direct_debit.payment_failed',
      'direct_debit.payment_successful',
      'events.mandates.debit.failed',
      'events.mandates.debit.processing',
      'events.mandates.debit.successful',
      'mono.events.account_connected',
      'mono.events.account_updated',
      'payout_failed',
      'payout_pending',
      'payout_processing',
      'payout_settled',
    ]);
    expect(
      book.transfers.some(({ fell_back, rail, state }) => fell_back && rail === 'ach' && state === 'approved'),
    ).toBe(true);
  });
});
