import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordDigest, Topics } from '#contracts';
import { toldBatch, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { applyBatches } from './apply-batch.js';
import { readCheckpoint, resetCheckpoint, type Checkpoint } from './checkpoint.js';

/** Where a consumer stands: on which record, in which cluster, and how a person moves it. */
describe('a checkpoint', () => {
  const context = toldContext();
  const ref = { consumer: context.consumer, clusterId: 'cluster', topic: Topics.transfers.name, partition: 0 };
  const now = (): number => 1_790_000_000_000;
  let store: ToldStore;

  beforeEach(async () => {
    store = await toldStore();
  });
  afterEach(() => store.close());

  const read = (of: Partial<typeof ref> = {}): Promise<Checkpoint | undefined> =>
    readCheckpoint(store.database, context.schema, { ...ref, ...of });

  it('stands on the last record of its own batch, also where batches share a transaction', async () => {
    const batches = [0, 1].map((partition) => {
      const records = [1, 2, 3].map((n) => toldRecord(`e${String(partition)}`, { n }));
      return toldBatch(records, 7n, partition);
    });
    await applyBatches(store.database, context, batches, now);
    for (const { partition, records } of batches) {
      const last = records[2];
      if (!last) throw new Error('a batch has three records');
      expect(await read({ partition })).toEqual({ clusterId: 'cluster', next: 10n, lastRecord: recordDigest(last) });
    }
  });

  it('is told of another cluster only where there is none of this one', async () => {
    expect(await read()).toBeUndefined();
    await applyBatches(store.database, context, [toldBatch([toldRecord('a', { n: 1 })])], now);
    expect(await read({ clusterId: 'new' })).toMatchObject({ clusterId: 'cluster', next: 1n });
    expect(await read({ clusterId: 'new', partition: 1 })).toBeUndefined();
    const seen = await read({ clusterId: 'new' });
    if (!seen) throw new Error('there is one');
    const place = { ...ref, clusterId: 'new', offset: 0n };
    expect(await resetCheckpoint(store.database, context.schema, place, seen)).toBe(true);
    expect(await read({ clusterId: 'new' })).toEqual({ clusterId: 'new', next: 0n, lastRecord: null });
    expect(await read()).toMatchObject({ clusterId: 'cluster', next: 1n });
    // Somebody else was faster.
    expect(await resetCheckpoint(store.database, context.schema, place, seen)).toBe(false);
  });

  it('is not moved by a person who saw it elsewhere', async () => {
    await applyBatches(store.database, context, [toldBatch([toldRecord('a', { n: 1 })])], now);
    const seen = await read();
    if (!seen) throw new Error('there is one');
    await applyBatches(store.database, context, [toldBatch([toldRecord('a', { n: 2 })], 1n)], now);
    expect(await resetCheckpoint(store.database, context.schema, { ...ref, offset: 0n }, seen)).toBe(false);
    expect(await read()).toMatchObject({ next: 2n });
    expect(await resetCheckpoint(store.database, context.schema, { ...ref, offset: 0n }, { ...seen, next: 2n })).toBe(
      true,
    );
    expect(await read()).toEqual({ clusterId: 'cluster', next: 0n, lastRecord: null });
  });
});
