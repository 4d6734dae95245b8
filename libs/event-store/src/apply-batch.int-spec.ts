import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isTransient, type Database, type Sql } from '#persistence';
import { toldBatch, toldContext, toldRecord, toldStore, toldUnderId, type ToldStore, type ToldView } from '#testing';
import { applyBatch, MissingRecordsError } from './apply-batch.js';
import type { LogBatch } from './log-batch.js';

/** One transaction a batch: all of it or nothing, and whatever was applied is never applied again. */
describe('applying a batch', () => {
  const context = toldContext();
  let store: ToldStore;

  beforeEach(async () => {
    store = await toldStore();
  });
  afterEach(() => store.close());

  const apply = (batch: LogBatch, into = store.database, as = context) =>
    applyBatch(into, as, batch, () => 1_790_000_000_000);

  const counts = async (): Promise<Record<string, number>> => {
    const tables = ['events', 'entities', 'transfers', 'outbox', 'checkpoints', 'parked_keys', 'parked_records'];
    return Object.fromEntries(await Promise.all(tables.map(async (name) => [name, await store.count(name)] as const)));
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
    expect((await store.viewOf('a'))?.told).toEqual([1, 2]);
    expect(await store.checkpoint()).toBe(10n);
  });

  it('refuses to pass records that are missing, and changes nothing', async () => {
    await apply(toldBatch([toldRecord('a', { n: 1 })]));
    const before = await counts();
    await expect(apply(toldBatch([toldRecord('a', { n: 3 })], 2n))).rejects.toThrow(MissingRecordsError);
    expect(await counts()).toEqual(before);
    expect(await store.checkpoint()).toBe(1n);
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
      const killed = await apply(batch, killingAt(store.database, store.admin, at)).catch((error: unknown) => error);
      if (!(killed instanceof Error)) break;
      expect(isTransient(killed)).toBe(true);
      expect(await counts()).toEqual(before);
      statements += 1;
    }
    // Checkpoint, parking, claim, locks, fold, outbox, checkpoint: each was cut once.
    expect(statements).toBeGreaterThan(8);
    expect(await counts()).toMatchObject({ events: 3, transfers: 2, outbox: 3, parked_records: 1 });
    expect((await store.viewOf('a'))?.told).toEqual([1, 2]);
    expect(await store.checkpoint()).toBe(4n);
  });

  it('evolves what comes in order, and folds anew what comes late: the same view', async () => {
    await apply(toldBatch([toldRecord('a', { n: 2 }), toldRecord('b', { n: 1 })]));
    const outcome = await apply(toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 2 })], 2n));
    expect(outcome.refolded).toBe(1);
    expect((await store.viewOf('a'))?.told).toEqual([1, 2]);
    expect((await store.viewOf('b'))?.told).toEqual([1, 2]);
  });

  it('keeps another content under a known event id, and flags it', async () => {
    const first = toldUnderId('p', 'evt_1', { n: 1 });
    const other = toldUnderId('p', 'evt_1', { n: 2 });
    expect(first.headers.ce_id).toBe(other.headers.ce_id);
    await apply(toldBatch([first]));
    const outcome = await apply(toldBatch([other, other], 1n));
    expect([outcome.claimed.length, outcome.duplicates]).toEqual([1, 1]);
    const rows = await store.admin.query<{ event_id: string; digest: string }>(
      "select event_id, encode(content_digest, 'hex') as digest from transfers.events",
    );
    expect(new Set(rows.map(({ event_id: id }) => id)).size).toBe(1);
    expect(new Set(rows.map(({ digest }) => digest)).size).toBe(2);
    const view = await store.viewOf('p', 'payouts');
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
    const rows = await store.admin.query<{ amount: string; viewed: string; value: string }>(
      `select t.amount::text as amount, t.view ->> 'amount' as viewed, o.value
       from transfers.transfers t join transfers.outbox o on o.sequence = t.sequence order by t.id`,
    );
    expect(rows.map(({ amount }) => BigInt(amount))).toEqual(amounts);
    expect(rows.map(({ viewed }) => BigInt(viewed))).toEqual(amounts);
    expect(rows.map(({ value }) => BigInt((JSON.parse(value) as ToldView).amount ?? 0))).toEqual(amounts);
    const [event] = await store.admin.query<{ amount: string }>(
      "select data ->> 'amount' as amount from transfers.events where entity_id = 'a1'",
    );
    expect(event?.amount).toBe('9223372036854775807');
  });

  it('sees a text that no column can hold as the log keeps it: a late event changes nothing of it', async () => {
    await apply(toldBatch([toldRecord('a', { n: 2, word: 'nul \0 and half \ud83d' })]));
    const [row] = await store.admin.query<{ view: ToldView; value: string }>(
      'select view, value from transfers.transfers t join transfers.outbox o on o.sequence = t.sequence',
    );
    expect(row?.view.words).toEqual(['nul  and half \ufffd']);
    expect(JSON.parse(row?.value ?? '')).toEqual(row?.view);
    await apply(toldBatch([toldRecord('a', { n: 1, aside: true }), toldRecord('a', { n: 3 })], 1n));
    expect((await store.viewOf('a'))?.words).toEqual(['nul  and half \ufffd', '']);
  });

  it('does not take for another fact what only the column drops', async () => {
    const first = toldRecord('a', { n: 1, word: 'x\0' });
    // Another telling that sorts after the first, so that it is evolved onto what was stored.
    const notes = Array.from({ length: 50 }, (_, at) => toldRecord('a', { n: 1, word: 'x\0', note: String(at) }));
    const again = notes.filter(({ headers }) => String(headers.ce_id) > String(first.headers.ce_id)).slice(0, 1);
    expect(again).toHaveLength(1);
    await apply(toldBatch([first]));
    await apply(toldBatch(again, 1n));
    expect(await store.count('events')).toBe(2);
    expect((await store.viewOf('a'))?.told).toEqual([1]);
  });

  describe('without a projection', () => {
    const claimOnly = toldContext([]);

    it('claims and stores under the entity', async () => {
      const outcome = await apply(toldBatch([toldRecord('a', { n: 1 })]), store.database, claimOnly);
      expect(outcome.claimed.map(({ placed }) => placed)).toEqual([null]);
      expect(await counts()).toMatchObject({ events: 1, entities: 1, transfers: 0, outbox: 0 });
    });

    it('one that is added later folds the whole history, with the next event of the entity', async () => {
      const before = [3, 1, 2].map((n) => toldRecord('a', { n }));
      await apply(toldBatch([...before, toldRecord('quiet', { n: 1 })]), store.database, claimOnly);
      await apply(toldBatch([toldRecord('a', { n: 5 }), toldRecord('new', { n: 1 })], 4n));
      expect((await store.viewOf('a'))?.told).toEqual([1, 2, 3, 5]);
      expect((await store.viewOf('new'))?.told).toEqual([1]);
      expect(await store.viewOf('quiet')).toBeUndefined();
      expect(await store.count('outbox')).toBe(2);
    });

    it('leaves an event that has no part in the view in the log, and the view as it is', async () => {
      await apply(toldBatch([toldRecord('a', { n: 1, aside: true })]));
      expect(await counts()).toMatchObject({ events: 1, entities: 1, transfers: 0, outbox: 0 });
      await apply(toldBatch([toldRecord('a', { n: 2 })], 1n));
      expect((await store.viewOf('a'))?.told).toEqual([2]);
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
