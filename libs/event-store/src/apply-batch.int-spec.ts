import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isTransient, openDatabase, type Database, type Sql } from '#persistence';
import {
  testDatabase,
  toldBatch,
  toldContext,
  toldRecord,
  toldUnderId,
  type TestDatabase,
  type ToldView,
} from '#testing';
import { applyBatch, MissingRecordsError } from './apply-batch.js';
import type { Context } from './context.js';
import type { LogBatch } from './log-batch.js';

/** One transaction a batch: all of it or nothing, and whatever was applied is never applied again. */
describe('applying a batch', () => {
  const context = toldContext();
  let test: TestDatabase;
  let admin: Database;
  let database: Database;

  beforeEach(async () => {
    test = await testDatabase();
    admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
    // With the app's own role: what it lacks shows here.
    database = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 8 });
  });
  afterEach(async () => {
    await Promise.all([database.close(), admin.close()]);
    await test.close();
  });

  const apply = (batch: LogBatch, into: Database = database, as: Context = context) =>
    applyBatch(into, as, batch, () => 1_790_000_000_000);
  const count = async (table: string): Promise<number> => {
    const [row] = await admin.query<{ n: number }>(`select count(*)::int as n from transfers.${table}`);
    return row?.n ?? -1;
  };
  const counts = async (): Promise<Record<string, number>> => {
    const tables = ['events', 'entities', 'transfers', 'outbox', 'checkpoints', 'parked_keys', 'parked_records'];
    return Object.fromEntries(await Promise.all(tables.map(async (name) => [name, await count(name)] as const)));
  };
  const viewOf = async (id: string, table = 'transfers'): Promise<ToldView | undefined> => {
    const [row] = await admin.query<{ view: ToldView }>(`select view from transfers.${table} where id = $1`, [id]);
    return row?.view;
  };
  const checkpoint = async (partition = 0): Promise<bigint | undefined> => {
    const [row] = await admin.query<{ next_offset: bigint }>(
      'select next_offset from transfers.checkpoints where partition = $1',
      [partition],
    );
    return row?.next_offset;
  };

  it('stores the events, folds them, tells of the change and moves the checkpoint', async () => {
    const outcome = await apply(
      toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 }), toldRecord('a', { n: 2 })], 7n),
    );
    expect(outcome).toMatchObject({ duplicates: 0, parked: 0, refolded: 0, conflicted: 0 });
    expect(outcome.claimed).toHaveLength(3);
    expect(await counts()).toEqual({
      events: 3,
      entities: 2,
      transfers: 2,
      outbox: 2,
      checkpoints: 1,
      parked_keys: 0,
      parked_records: 0,
    });
    expect((await viewOf('a'))?.told).toEqual([1, 2]);
    expect(await checkpoint()).toBe(10n);
  });

  describe('counts an event once', () => {
    const twice = (n = 1) => [toldRecord('a', { n }), toldRecord('a', { n })];

    it('that comes twice in a batch', async () => {
      const outcome = await apply(toldBatch(twice()));
      expect([outcome.claimed.length, outcome.duplicates]).toEqual([1, 1]);
      expect([await count('events'), await count('outbox')]).toEqual([1, 1]);
    });

    it('that comes again in a later batch', async () => {
      await apply(toldBatch(twice()));
      const outcome = await apply(toldBatch(twice(), 2n));
      expect([outcome.claimed.length, outcome.duplicates]).toEqual([0, 2]);
      expect([await count('events'), await count('outbox')]).toEqual([1, 1]);
      expect(await checkpoint()).toBe(4n);
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
      expect(await count('events')).toBe(40);
      for (let at = 0; at < 5; at += 1) {
        const expected = Array.from({ length: 8 }, (_, n) => n * 5 + at);
        expect((await viewOf(`e${String(at)}`))?.told).toEqual(expected);
      }
    });

    it('of a batch that two members apply at once: the second finds it applied', async () => {
      const batch = toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 })]);
      const outcomes = await Promise.all([apply(batch), apply(batch), apply(batch)]);
      expect(outcomes.map(({ claimed }) => claimed.length).sort()).toEqual([0, 0, 2]);
      expect(outcomes.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0]);
      expect(await checkpoint()).toBe(2n);
    });

    it('of a batch of which the first part is applied: the rest is new', async () => {
      const records = [1, 2, 3, 4].map((n) => toldRecord('a', { n }));
      await apply(toldBatch(records.slice(0, 2)));
      const outcome = await apply(toldBatch(records));
      expect([outcome.claimed.length, outcome.duplicates]).toEqual([2, 0]);
      expect((await viewOf('a'))?.told).toEqual([1, 2, 3, 4]);
    });
  });

  it('refuses to pass records that are missing, and changes nothing', async () => {
    await apply(toldBatch([toldRecord('a', { n: 1 })]));
    const before = await counts();
    await expect(apply(toldBatch([toldRecord('a', { n: 3 })], 2n))).rejects.toThrow(MissingRecordsError);
    expect(await counts()).toEqual(before);
    expect(await checkpoint()).toBe(1n);
  });

  it('applies nothing when its connection is killed, at whichever statement; tried again, all of it', async () => {
    await apply(toldBatch([toldRecord('a', { n: 1 })]));
    const batch = toldBatch(
      [toldRecord('a', { n: 2 }), toldRecord('b', { n: 1 }), toldRecord('c', { n: 1, unreadable: true })],
      1n,
    );
    const before = await counts();
    let statements = 0;
    for (let at = 0; ; at += 1) {
      const killed = await apply(batch, killingAt(database, admin, at)).catch((error: unknown) => error);
      if (!(killed instanceof Error)) break;
      expect(isTransient(killed)).toBe(true);
      expect(await counts()).toEqual(before);
      statements += 1;
    }
    // Checkpoint, parking, claim, locks, fold, outbox, checkpoint: each was cut once.
    expect(statements).toBeGreaterThan(8);
    expect(await counts()).toMatchObject({ events: 3, transfers: 2, outbox: 3, parked_records: 1 });
    expect((await viewOf('a'))?.told).toEqual([1, 2]);
    expect(await checkpoint()).toBe(4n);
  });

  it('evolves what comes in order, and folds anew what comes late: the same view', async () => {
    await apply(toldBatch([toldRecord('a', { n: 2 }), toldRecord('b', { n: 1 })]));
    const outcome = await apply(toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 2 })], 2n));
    expect(outcome.refolded).toBe(1);
    expect((await viewOf('a'))?.told).toEqual([1, 2]);
    expect((await viewOf('b'))?.told).toEqual([1, 2]);
  });

  it('keeps another content under a known event id, and flags it', async () => {
    const first = toldUnderId('p', 'evt_1', { n: 1 });
    const other = toldUnderId('p', 'evt_1', { n: 2 });
    expect(first.headers.ce_id).toBe(other.headers.ce_id);
    await apply(toldBatch([first]));
    const outcome = await apply(toldBatch([other, other], 1n));
    expect([outcome.claimed.length, outcome.duplicates]).toEqual([1, 1]);
    const rows = await admin.query<{ event_id: string; digest: string }>(
      "select event_id, encode(content_digest, 'hex') as digest from transfers.events",
    );
    expect(new Set(rows.map(({ event_id: id }) => id)).size).toBe(1);
    expect(new Set(rows.map(({ digest }) => digest)).size).toBe(2);
    const view = await viewOf('p', 'payouts');
    expect(view?.told).toEqual([1, 2]);
    expect(view?.discrepancies.map((found) => found.class)).toEqual(['event_id_reused']);
  });

  it('counts the entities that became conflicted', async () => {
    await apply(toldBatch([toldRecord('a', { n: 1, amount: 5 })]));
    expect((await apply(toldBatch([toldRecord('a', { n: 1, amount: 6 })], 1n))).conflicted).toBe(1);
    expect((await apply(toldBatch([toldRecord('a', { n: 2 })], 2n))).conflicted).toBe(0);
  });

  it('keeps every digit of an amount, in its column, its view and what is published', async () => {
    const amounts = [9_007_199_254_740_993n, 9_223_372_036_854_775_807n, 123_456_789_012_345_678_901_234_567_890n];
    await apply(toldBatch(amounts.map((amount, at) => toldRecord(`a${String(at)}`, { n: 1, amount }))));
    const rows = await admin.query<{ amount: string; viewed: string; value: string }>(
      `select t.amount::text as amount, t.view ->> 'amount' as viewed, o.value
       from transfers.transfers t join transfers.outbox o on o.key = t.id order by t.id`,
    );
    expect(rows.map(({ amount }) => BigInt(amount))).toEqual(amounts);
    expect(rows.map(({ viewed }) => BigInt(viewed))).toEqual(amounts);
    expect(rows.map(({ value }) => BigInt((JSON.parse(value) as ToldView).amount ?? 0))).toEqual(amounts);
    const [event] = await admin.query<{ amount: string }>(
      "select data ->> 'amount' as amount from transfers.events where entity_id = 'a1'",
    );
    expect(event?.amount).toBe('9223372036854775807');
  });

  it('sees a text that no column can hold as the log keeps it: a late event changes nothing of it', async () => {
    await apply(toldBatch([toldRecord('a', { n: 2, word: 'nul \0 and half \ud83d' })]));
    const [row] = await admin.query<{ view: ToldView; value: string }>(
      'select view, value from transfers.transfers t join transfers.outbox o on o.sequence = t.sequence',
    );
    expect(row?.view.words).toEqual(['nul  and half \ufffd']);
    expect(JSON.parse(row?.value ?? '')).toEqual(row?.view);
    await apply(toldBatch([toldRecord('a', { n: 1, aside: true }), toldRecord('a', { n: 3 })], 1n));
    expect((await viewOf('a'))?.words).toEqual(['nul  and half \ufffd', '']);
  });

  describe('without a projection', () => {
    const claimOnly = toldContext([]);

    it('claims and stores under the entity', async () => {
      const outcome = await apply(toldBatch([toldRecord('a', { n: 1 })]), database, claimOnly);
      expect(outcome.claimed.map(({ placed }) => placed)).toEqual([null]);
      expect(await counts()).toMatchObject({ events: 1, entities: 1, transfers: 0, outbox: 0 });
    });

    it('one that is added later folds the whole history, with the next event of the entity', async () => {
      const before = [3, 1, 2].map((n) => toldRecord('a', { n }));
      await apply(toldBatch([...before, toldRecord('quiet', { n: 1 })]), database, claimOnly);
      await apply(toldBatch([toldRecord('a', { n: 5 }), toldRecord('new', { n: 1 })], 4n));
      expect((await viewOf('a'))?.told).toEqual([1, 2, 3, 5]);
      expect((await viewOf('new'))?.told).toEqual([1]);
      expect(await viewOf('quiet')).toBeUndefined();
      expect(await count('outbox')).toBe(2);
    });

    it('leaves an event that has no part in the view in the log, and the view as it is', async () => {
      await apply(toldBatch([toldRecord('a', { n: 1, aside: true })]));
      expect(await counts()).toMatchObject({ events: 1, entities: 1, transfers: 0, outbox: 0 });
      await apply(toldBatch([toldRecord('a', { n: 2 })], 1n));
      expect((await viewOf('a'))?.told).toEqual([2]);
    });
  });
});

/** The database, whose connection an operator ends just before the statement with this number. */
const killingAt = (database: Database, admin: Database, statement: number): Database => ({
  ...database,
  transaction: (work) =>
    database.transaction(async (sql) => {
      let at = 0;
      const killing: Sql = {
        async query(text, parameters) {
          if (at++ === statement) {
            const [self] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
            await admin.query('select pg_terminate_backend($1, 5000)', [self?.pid]);
          }
          return sql.query(text, parameters);
        },
      };
      return work(killing);
    }),
});

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
