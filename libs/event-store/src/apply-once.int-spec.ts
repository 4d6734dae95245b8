import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isTransient, type Database } from '#persistence';
import { toldBatch, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { applyBatch } from './apply-batch.js';
import type { LogBatch } from './log-batch.js';

/** P3: an event counts once, however often, wherever and at the same time with whatever it comes. */
describe('an event counts once', () => {
  let store: ToldStore;

  beforeEach(async () => {
    store = await toldStore();
  });
  afterEach(() => store.close());

  const apply = (batch: LogBatch, into = store.database) =>
    applyBatch(into, toldContext(), batch, () => 1_790_000_000_000);

  const twice = (n = 1) => [toldRecord('a', { n }), toldRecord('a', { n })];

  it('that comes twice in a batch', async () => {
    const outcome = await apply(toldBatch(twice()));
    expect([outcome.claimed.length, outcome.duplicates]).toEqual([1, 1]);
    expect([await store.count('events'), await store.count('outbox')]).toEqual([1, 1]);
  });

  it('that comes again in a later batch', async () => {
    await apply(toldBatch(twice()));
    const outcome = await apply(toldBatch(twice(), 2n));
    expect([outcome.claimed.length, outcome.duplicates]).toEqual([0, 2]);
    expect([await store.count('events'), await store.count('outbox')]).toEqual([1, 1]);
    expect(await store.checkpoint()).toBe(4n);
  });

  it('that comes on two partitions, also at the same time', async () => {
    const records = Array.from({ length: 40 }, (_, at) => toldRecord(`e${String(at % 5)}`, { n: at }));
    const outcomes = await Promise.all(
      [0, 1, 2, 3].map((partition) =>
        retrying(() => apply(toldBatch(partition % 2 === 0 ? records : [...records].reverse(), 0n, partition))),
      ),
    );
    expect(outcomes.map(({ claimed }) => claimed.length).reduce((a, b) => a + b)).toBe(40);
    expect(outcomes.map(({ duplicates }) => duplicates).reduce((a, b) => a + b)).toBe(120);
    expect(await store.count('events')).toBe(40);
    for (let at = 0; at < 5; at += 1) {
      const expected = Array.from({ length: 8 }, (_, n) => n * 5 + at);
      expect((await store.viewOf(`e${String(at)}`))?.told).toEqual(expected);
    }
  });

  it('of a batch that two members apply at once: the second finds it applied', async () => {
    const batch = toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 })]);
    const outcomes = await Promise.all([apply(batch), apply(batch), apply(batch)]);
    expect(outcomes.map(({ claimed }) => claimed.length).sort()).toEqual([0, 0, 2]);
    expect(outcomes.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0]);
    expect(await store.checkpoint()).toBe(2n);
  });

  it('and a member that is behind never takes the checkpoint back', async () => {
    const records = [1, 2, 3, 4, 5].map((n) => toldRecord('a', { n }));
    await apply(toldBatch(records.slice(0, 1)));
    const { into, done, release } = heldBeforeCommit(store.database);
    const ahead = apply(toldBatch(records), into);
    await done;
    const behind = apply(toldBatch(records.slice(0, 3)));
    await sleep(100);
    release();
    await Promise.all([ahead, behind]);
    expect(await store.checkpoint()).toBe(5n);
  });

  it('of one entity that two partitions tell of at once: neither overwrites the other', async () => {
    await apply(toldBatch([toldRecord('a', { n: 1 })]));
    const { into, done, release } = heldBeforeCommit(store.database);
    const one = apply(toldBatch([toldRecord('a', { n: 2 })], 0n, 1), into);
    await done;
    const other = apply(toldBatch([toldRecord('a', { n: 3 })], 0n, 2));
    await sleep(100);
    release();
    await Promise.all([one, other]);
    expect((await store.viewOf('a'))?.told).toEqual([1, 2, 3]);
  });

  it('of a batch of which the first part is applied: the rest is new', async () => {
    const records = [1, 2, 3, 4].map((n) => toldRecord('a', { n }));
    await apply(toldBatch(records.slice(0, 2)));
    const outcome = await apply(toldBatch(records));
    expect([outcome.claimed.length, outcome.duplicates]).toEqual([2, 0]);
    expect((await store.viewOf('a'))?.told).toEqual([1, 2, 3, 4]);
  });
});

/** The database, whose next transaction waits with everything done and nothing committed. */
const heldBeforeCommit = (database: Database) => {
  const { promise: done, resolve: finish } = Promise.withResolvers<undefined>();
  const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
  const into: Database = {
    ...database,
    transaction: (work) =>
      database.transaction(async (sql) => {
        const result = await work(sql);
        finish(undefined);
        await held;
        return result;
      }),
  };
  return {
    into,
    done,
    release: () => {
      release(undefined);
    },
  };
};

/** Two transactions that meet may deadlock: the loser is told so and tries again, as the consumer does. */
const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
};
