import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Sql } from '#persistence';
import { useDatabase } from '#testing';
import { booksOf, tellLedger, wipeLedger } from './ledger/books.js';
import {
  bankTransfer,
  cardChanged,
  cop,
  decidedFor,
  ledgerHistories,
  ledgerTransaction,
  type LedgerTold,
} from './ledger/told.js';

/**
 * P4 for money: in whatever order causes, flips, conflicts, cards and routes are heard, and however often and in whatever
 * batches, every account had the same balance at every moment; the balances are the sums of the postings, and the
 * postings sum to zero.
 */
describe('P4: the books do not depend on the order', () => {
  const database = useDatabase({ poolSize: 2 });

  const booksAfter = async (batches: readonly (readonly LedgerTold[])[]): Promise<object> => {
    await wipeLedger(database);
    await tellLedger(database, batches);
    const differing = await database.query(
      `select account_id, currency from ledger.balances b
       full join (select account_id, account_scope, currency,
                         sum(amount) filter (where bucket = 'available') as available,
                         coalesce(sum(amount) filter (where bucket = 'pending'), 0) as pending
                  from ledger.postings group by 1, 2, 3) p using (account_id, account_scope, currency)
       where b.available is distinct from p.available or b.pending is distinct from p.pending`,
    );
    expect(differing).toEqual([]);
    return booksOf(database);
  };

  const schedules: fc.Arbitrary<Scheduled> = ledgerHistories.chain((history) =>
    fc
      .record({
        again: fc.subarray([...history]),
        size: fc.integer({ min: 1, max: 6 }),
      })
      .chain(({ again, size }) => {
        const all = [...history, ...again];
        return fc
          .shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
          .map((order) => ({ history, batches: cut(order, size) }));
      }),
  );

  it('60 random schedules come to the same books as the plain history', async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async ({ history, batches }) => {
        const plain = await booksAfter([history]);
        expect(plain).toMatchObject({ unbalanced: [] });
        expect(await booksAfter(batches)).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  }, 400_000);

  it.each([
    ['lacc_1', 'lacc_2'],
    ['lacc_2', 'lacc_1'],
  ])('moves what was posted for a card that is told on %s, then on %s, to where it belongs', async (first, second) => {
    const movement = ledgerTransaction({
      ...{ id: 'ltx_1', operation_type: 'debit', amount: cop(100), transaction_at: '2026-03-02T10:00:00.000000Z' },
      ...{ origin: 'card_transaction', details: { card_id: 'car_1' } },
    });
    const [onFirst, onSecond] = [cardChanged('car_1', first), cardChanged('car_1', second)];
    const plain = await booksAfter([[onFirst, onSecond, movement]]);
    expect(await booksAfter([[onFirst], [movement], [onSecond]])).toEqual(plain);
    expect(await booksAfter([[movement], [onFirst], [onSecond]])).toEqual(plain);
  });

  it('moves what was posted for a transfer to what a person decides that it was, whenever that is heard', async () => {
    const approved = (amount: number): LedgerTold =>
      bankTransfer('approved', {
        ...{ id: 'trn_1', state: 'approved', amount: cop(amount), updated_at: '2026-03-02T10:00:00.000000Z' },
        batch: { id: 'bat_1', account_id: 'acc_1' },
      });
    const [one, other] = [approved(100), approved(250)];
    for (const [winner, lost] of [
      [one, '-100'],
      [other, '-250'],
    ] as const) {
      const decision = decidedFor(winner);
      const plain = await booksAfter([[one, other, ...decision]]);
      expect(plain).toMatchObject({ now: expect.arrayContaining([expect.objectContaining({ available: lost })]) });
      expect(await booksAfter([[one], [other], decision])).toEqual(plain);
      expect(await booksAfter([decision, [other], [one]])).toEqual(plain);
      expect(await booksAfter([[other], decision, [one]])).toEqual(plain);
    }
  });

  it('answers on both axes what a book-keeper with only those facts would have answered', async () => {
    let backDated = 0;
    await fc.assert(
      fc.asyncProperty(schedules, async ({ batches }) => {
        await wipeLedger(database);
        const known: string[] = [];
        for (const batch of batches) {
          await tellLedger(database, [batch]);
          const [row] = await database.query<{ at: string }>('select clock_timestamp() as at');
          known.push(row?.at ?? '');
        }
        const answers: object[][] = [];
        for (const knownAt of known) answers.push(await balancesOn(database, knownAt));
        for (const [at] of known.entries()) {
          await wipeLedger(database);
          await tellLedger(database, [batches.slice(0, at + 1).flat()]);
          expect(answers[at]).toEqual(await balancesOn(database, null));
        }
        backDated += answers.filter((answer, at) => at > 0 && differ(answers[at - 1], answer)).length;
      }),
      { numRuns: 25 },
    );
    // The property says nothing if what is heard later never changes what an earlier day was.
    expect(backDated).toBeGreaterThan(10);
  }, 400_000);
});

/** Every balance at every moment of the histories, as it was known at a moment. */
const balancesOn = (sql: Sql, knownAt: string | null): Promise<object[]> =>
  sql.query(
    `select moment, account_id, account_scope, currency, bucket, sum(amount)::text as amount
     from unnest($2::timestamptz[]) moment
     join ledger.postings on effective_at <= moment and ($1::timestamptz is null or recorded_at <= $1)
     group by 1, 2, 3, 4, 5 having sum(amount) <> 0 order by 1, 2, 3, 4, 5`,
    [knownAt, ['2026-03-02T10:00:00Z', '2026-03-02T11:00:00Z', '2026-03-03T09:00:00Z']],
  );

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

interface Scheduled {
  readonly history: readonly LedgerTold[];
  readonly batches: readonly (readonly LedgerTold[])[];
}

const cut = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
