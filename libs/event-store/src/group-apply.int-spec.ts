import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Database } from '#persistence';
import { toldBatch, toldContext, toldRecord, useDatabase } from '#testing';
import { GroupApply } from './group-apply.js';
import type { LogBatch } from './log-batch.js';

/** Batches that wait together share a transaction, and nothing else: not an error, not a bad record. */
describe('group commit', () => {
  const database = useDatabase({ role: 'transfers', poolSize: 6, each: true });
  let transactions: number;

  beforeEach(() => {
    transactions = 0;
  });

  const counting = (): Database => ({
    ...database,
    transaction: (work) => {
      transactions += 1;
      return database.transaction(work);
    },
  });
  const group = (limits = { transactions: 1, records: 500 }, into = counting()): GroupApply =>
    new GroupApply(into, toldContext(), limits, () => 0);
  const batchOf = (partition: number, count = 1, first = 0n): LogBatch =>
    toldBatch(
      Array.from({ length: count }, (_, n) => toldRecord(`p${String(partition)}`, { n: Number(first) + n })),
      first,
      partition,
    );
  const checkpoints = async (): Promise<[number, bigint][]> =>
    (
      await database.query<{ partition: number; next_offset: bigint }>(
        'select partition, next_offset from transfers.checkpoints order by partition',
      )
    ).map((row) => [row.partition, row.next_offset]);

  it('takes what waits while a transaction is at work as one', async () => {
    const apply = group();
    const outcomes = await Promise.all([0, 1, 2, 3, 4].map((partition) => apply.apply(batchOf(partition, 3))));
    expect(transactions).toBe(2);
    expect(outcomes.flatMap(({ claimed }) => claimed)).toHaveLength(15);
    expect(await checkpoints()).toEqual([0, 1, 2, 3, 4].map((partition) => [partition, 3n]));
  });

  it('takes no more records than its limit; a larger batch goes alone', async () => {
    const apply = group({ transactions: 1, records: 10 });
    await Promise.all(
      [batchOf(0), batchOf(1, 6), batchOf(2, 4), batchOf(3, 6), batchOf(4, 30), batchOf(5)].map((batch) =>
        apply.apply(batch),
      ),
    );
    // 0 at once; 1 and 2; 3; 4; 5
    expect(transactions).toBe(5);
    expect(await checkpoints()).toEqual([
      [0, 1n],
      [1, 6n],
      [2, 4n],
      [3, 6n],
      [4, 30n],
      [5, 1n],
    ]);
  });

  it('lets two batches of one partition take turns', async () => {
    const apply = group({ transactions: 2, records: 500 });
    await apply.apply(batchOf(1, 2));
    const outcomes = await Promise.all(
      [batchOf(0), batchOf(1, 2, 2n), batchOf(1, 4), batchOf(1, 4)].map((batch) => apply.apply(batch)),
    );
    expect(outcomes.flatMap(({ claimed }) => claimed).map(({ record }) => record.offset)).toEqual([0n, 2n, 3n]);
    expect(await checkpoints()).toEqual([
      [0, 1n],
      [1, 4n],
    ]);
  });

  it('gives an error to the batch whose record caused it, and applies the others', async () => {
    const apply = group();
    const bad = toldBatch([toldRecord('bad', { n: 1, breaks: true })], 0n, 2);
    const outcomes = await Promise.allSettled(
      [batchOf(0), batchOf(1), bad, batchOf(3)].map((batch) => apply.apply(batch)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await checkpoints()).toEqual([
      [0, 1n],
      [1, 1n],
      [3, 1n],
    ]);
  });

  it('gives an error of the database to all, each to try again', async () => {
    let away = true;
    const flaky: Database = {
      ...database,
      transaction: (work) =>
        away ? Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })) : database.transaction(work),
    };
    const apply = group(undefined, flaky);
    const batches = [batchOf(0), batchOf(1), batchOf(2)];
    const refused = await Promise.allSettled(batches.map((batch) => apply.apply(batch)));
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    away = false;
    await Promise.all(batches.map((batch) => apply.apply(batch)));
    expect(await checkpoints()).toEqual([
      [0, 1n],
      [1, 1n],
      [2, 1n],
    ]);
  });
});
