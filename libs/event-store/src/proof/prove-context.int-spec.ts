import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toldContext, toldRecord, toldStore, toldUnderId, type Told, type ToldStore } from '#testing';
import type { Context } from '../context.js';
import type { LogRecord } from '../log-batch.js';
import { proveContext, type ContextProof } from './prove-context.js';
import { provePart } from './prove-part.js';
import { inSnapshot } from './snapshot.js';

/** P5: the tables are the fold of the log, and whatever is changed by hand in either of them is named. */
describe('proving a context', () => {
  const context = toldContext();
  let store: ToldStore;

  beforeEach(async () => {
    store = await toldStore();
  });
  afterEach(() => store.close());

  const tell = (...records: readonly LogRecord[]) => store.tell(...records);
  const prove = (as: Context = context): Promise<ContextProof> => proveContext(store.admin, as);
  const differences = async () =>
    (await prove()).differences.map(({ table, problem, id, fields, detail }) => ({
      table,
      problem,
      id,
      fields,
      detail,
    }));
  const one = (id: string, ...told: readonly Told[]): LogRecord[] => told.map((it) => toldRecord(id, it));

  const expectEqual = (proof: ContextProof): void => {
    expect(proof).toMatchObject({ differing: 0, differences: [] });
    for (const { expected, found } of proof.tables) expect(found).toEqual(expected);
  };

  it('finds nothing where batches came in any order, twice, in conflict and with odd texts', async () => {
    await tell(...one('a', { n: 2, word: 'nul \0 \ud83d' }, { n: 1, amount: 5 }), ...one('b', { n: 1 }));
    await tell(...one('a', { n: 1, amount: 6 }, { n: 3, amount: 9_223_372_036_854_775_807n }), ...one('b', { n: 1 }));
    await tell(toldUnderId('p', 'evt_1', { n: 1 }), toldUnderId('p', 'evt_1', { n: 2 }));
    await tell(...one('aside', { n: 1, aside: true }), ...one('a', { n: 0 }));
    const proof = await prove();
    expectEqual(proof);
    expect(proof).toMatchObject({ context: 'told', entities: 4 });
    expect(proof.tables.map(({ table, found }) => [table, found.rows])).toEqual([
      ['transfers.transfers', 2],
      ['transfers.payouts', 1],
    ]);
  });

  it('reads a log of many parts, and one entity that is larger than a part', async () => {
    for (let at = 0; at < 5; at += 1) {
      const told = Array.from({ length: 500 }, (_, n) => at * 500 + n);
      await tell(...told.map((n) => toldRecord(n % 500 < 420 ? 'many' : `e${String(n % 500)}`, { n })));
    }
    const seen: (readonly [number, number])[] = [];
    const proof = await proveContext(store.admin, context, (folded, events) => seen.push([folded, events]));
    expectEqual(proof);
    expect(proof).toMatchObject({ events: 2_500, entities: 81 });
    expect(seen.at(-1)).toEqual([2_500, 2_500]);
    expect(seen.length).toBeGreaterThan(1);
  });

  it('holds at every moment while batches are applied', async () => {
    const proofs: ContextProof[] = [];
    const traffic = { isOver: false };
    const writing = (async () => {
      for (let at = 0; at < 20; at += 1) {
        await tell(
          ...Array.from({ length: 20 }, (_, n) => toldRecord(`e${String((at * 7 + n) % 50)}`, { n: 1_000 - at })),
        );
      }
      traffic.isOver = true;
    })();
    while (!traffic.isOver) proofs.push(await prove());
    await writing;
    proofs.push(await prove());
    for (const proof of proofs) expectEqual(proof);
    expect(new Set(proofs.map(({ events }) => events)).size).toBeGreaterThan(1);
  });

  it('names an event that the log has twice, as only a database without its key takes it', async () => {
    await tell(...one('a', { n: 1 }, { n: 2 }));
    await store.admin.query('alter table transfers.events drop constraint events_pkey');
    await store.admin.query(`insert into transfers.events select * from transfers.events where data ->> 'n' = '1'`);
    const [event] = await store.admin.query<{ event_id: string }>(
      `select distinct event_id from transfers.events where data ->> 'n' = '1'`,
    );
    expect(await differences()).toMatchObject([
      { table: 'transfers.events', problem: 'broken', id: event?.event_id, fields: ['event_id'] },
    ]);
  });

  it.each<[string, string, object]>([
    [
      'a view',
      `update transfers.transfers set view = replace(view::text, '"told":[1,2]', '"told":[1]')::json where id = 'a'`,
      { problem: 'differs', fields: ['view.told'], detail: null },
    ],
    [
      'a column',
      `update transfers.transfers set amount = 7 where id = 'a'`,
      { problem: 'differs', fields: ['amount'] },
    ],
    [
      'what the fold remembers',
      `update transfers.transfers set fold = '{"memo":null,"facts":{},"contents":{},"findings":[]}' where id = 'a'`,
      { problem: 'differs', fields: ['fold'] },
    ],
    ['a row that was deleted', `delete from transfers.transfers where id = 'a'`, { problem: 'missing', fields: [] }],
    [
      'an event that was taken out of the log',
      `delete from transfers.events where entity_id = 'a' and data ->> 'n' = '2'`,
      {
        problem: 'differs',
        detail: expect.stringMatching(/^its last event is [0-9a-f]{64}, which the log does not have$/),
      },
    ],
    [
      'an event that was put into the log',
      `insert into transfers.events
       select repeat('f', 64), content_digest, kind, scope, entity_id, provider, source, type, occurred_at, received_at,
              delivery_id, origin, late, livemode, '{"n": 0, "word": "by hand"}'
       from transfers.events where entity_id = 'a' limit 1`,
      { problem: 'differs', detail: `event ${'f'.repeat(64)} of the log is not in it` },
    ],
    [
      'an event that nobody can read',
      `update transfers.events set data = '{"unreadable": true}' where entity_id = 'a' and data ->> 'n' = '1'`,
      {
        table: 'transfers.events',
        problem: 'unreadable',
        detail: expect.stringContaining('it says that it is unreadable'),
      },
    ],
  ])('names the entity of %s that was changed by hand', async (_what, statement, expected) => {
    await tell(...one('a', { n: 1 }, { n: 2, amount: 5 }), ...one('b', { n: 1 }));
    expectEqual(await prove());
    await store.admin.query(statement);
    expect(await differences()).toEqual([
      expect.objectContaining({ id: 'a', table: 'transfers.transfers', ...expected }),
    ]);
  });

  it.each<[string, string, string]>([
    ['a sequence that was never given', 'sequence = sequence + 1000', 'sequence'],
    ['no sequence', 'sequence = 0', 'sequence'],
    ['a change before its first event', `recorded_at = recorded_at - interval '1 second'`, 'recorded_at'],
    ['a change that is to come', `recorded_at = now() + interval '1 hour'`, 'recorded_at'],
    ['a place in the list before its first event', `listed_at = listed_at - interval '2 days'`, 'listed_at'],
    ['a place in the list that is to come', `listed_at = listed_at + interval '2 days'`, 'listed_at'],
  ])('names a row of %s', async (_what, change, field) => {
    await tell(...one('a', { n: 1 }, { n: 2 }), ...one('b', { n: 1 }));
    await store.admin.query(`update transfers.transfers set ${change} where id = 'a'`);
    expect(await differences()).toMatchObject([{ table: 'transfers.transfers', id: 'a', fields: [field] }]);
  });

  it('names both rows of one sequence', async () => {
    await tell(...one('a', { n: 1 }), ...one('b', { n: 1 }));
    await store.admin.query(`update transfers.transfers set sequence = 1`);
    expect(await differences()).toMatchObject(['a', 'b'].map((id) => ({ id, fields: ['sequence'] })));
  });

  it.each([`received_at - interval '2 days'`, `now() + interval '1 hour'`])(
    'names an event whose claim was moved to %s',
    async (moment) => {
      await tell(...one('a', { n: 1 }, { n: 2 }));
      await store.admin.query(`update transfers.events set claimed_at = ${moment} where data ->> 'n' = '2'`);
      expect(await differences()).toMatchObject([
        { table: 'transfers.events', problem: 'broken', fields: ['claimed_at'] },
      ]);
    },
  );

  it('tells by two digests which table is not equal', async () => {
    await tell(...one('a', { n: 1 }), toldUnderId('p', 'evt_1', { n: 1 }));
    await store.admin.query(`update transfers.payouts set state = 'by hand'`);
    const { tables } = await prove();
    expect(tables.map(({ expected, found }) => expected.digest === found.digest)).toEqual([true, false]);
  });

  it('names a row without any event, and entities that no batch would lock', async () => {
    await tell(...one('a', { n: 1 }), ...one('b', { n: 1 }));
    await store.admin.query(`delete from transfers.events where entity_id = 'a'`);
    await store.admin.query(`delete from transfers.entities where entity_id = 'b'`);
    expect(await differences()).toEqual([
      { table: 'transfers.transfers', problem: 'superfluous', id: 'a', fields: [], detail: null },
      { table: 'transfers.entities', problem: 'missing', id: 'b', fields: [], detail: 'transfer' },
      { table: 'transfers.entities', problem: 'superfluous', id: 'a', fields: [], detail: 'transfer' },
    ]);
  });

  it('takes the memory of another version of the fold for none of its business, and its view for a difference', async () => {
    await tell(...one('a', { n: 1 }));
    await store.admin.query(`update transfers.transfers set fold_version = 0, fold = '{}', last_position = 'x'`);
    const proof = await prove();
    expectEqual(proof);
    expect(proof.tables.map(({ otherVersions }) => otherVersions)).toEqual([1, 0]);
    await store.admin.query(`update transfers.transfers set state = 'of version 0'`);
    expect(await differences()).toMatchObject([
      { problem: 'differs', fields: ['state'], detail: `version 0 of its fold wrote it, today's is 1` },
    ]);
  });

  it('comes to the same when others prove parts of it at the same moment, each with connections of its own', async () => {
    await tell(...Array.from({ length: 60 }, (_, n) => toldRecord(`e${String(n % 25)}`, { n })));
    await store.admin.query(`update transfers.transfers set state = 'by hand' where id in ('e3', 'e20')`);
    const alone = await prove();
    const seen: number[] = [];
    let later = 1_000;
    const shared = await proveContext(store.admin, context, (folded) => seen.push(folded), {
      count: 3,
      eventsMin: 1,
      prove: async ({ range, snapshot }, progress) => {
        // What comes after the snapshot was taken is seen by none of them.
        later += 1;
        await tell(toldRecord('e3', { n: later }));
        return inSnapshot(store.database, (log, tables) => provePart(log, tables, context, range, progress), snapshot);
      },
    });
    expect(shared).toEqual(alone);
    expect(shared.differences.map(({ id }) => id).sort()).toEqual(['e20', 'e3']);
    expect(seen.at(-1)).toBe(60);
  });

  it('asks what else the context has to say', async () => {
    const broken = {
      table: 'transfers.outbox',
      problem: 'broken',
      scope: 's',
      id: 'x',
      fields: [],
      detail: 'so',
    } as const;
    const proof = await prove({ ...context, check: () => Promise.resolve([broken]) });
    expect(proof).toMatchObject({ differing: 1, differences: [broken] });
  });
});
