import { beforeEach, describe, expect, it } from '@jest/globals';
import { CONFLICT_RESOLVED, Topics } from '#contracts';
import { type Told, toldBatch, toldContext, toldRecord, useDatabase } from '#testing';
import { applyBatch } from './apply-batch.js';
import type { LogRecord } from './log-batch.js';
import { drainOutbox, type Drained, type OutboxRecord, type RefusedRow } from './outbox.js';

/** What changed is told at least once, per entity in order, and one sequence is always the same bytes. */
describe('the outbox', () => {
  const context = toldContext();
  const database = useDatabase({ role: 'transfers', poolSize: 6, each: true });
  let next: bigint;

  beforeEach(() => {
    next = 0n;
  });

  const tell = async (...records: readonly LogRecord[]): Promise<void> => {
    await applyBatch(database, context, toldBatch(records, next), () => 1_790_000_000_000);
    next += BigInt(records.length);
  };
  const countOf = (drained: Drained | undefined): number =>
    [...(drained?.published.values() ?? [])].reduce((sum, count) => sum + count, 0);
  const waiting = async (): Promise<number> => (await database.query<object>('select 1 from transfers.outbox')).length;
  const drain = async (publish: (records: readonly OutboxRecord[]) => Promise<void> = () => Promise.resolve()) => {
    const rounds: (readonly OutboxRecord[])[] = [];
    for (;;) {
      const drained = await drainOutbox(database, 'transfers', async (records) => {
        rounds.push(records);
        await publish(records);
      });
      if (drained?.failure !== undefined) throw drained.failure as Error;
      if (countOf(drained) === 0) return rounds;
    }
  };
  /** A decision of a person's, on its way to the raw topic of its entity. */
  const decide = async (id: string, value: string): Promise<void> => {
    await database.query(
      `insert into transfers.outbox (sequence, topic, key, headers, value)
       values (nextval('transfers.outbox_sequence'), $1, $2, $3, $4)`,
      [Topics.transfers.name, id, { ce_type: CONFLICT_RESOLVED }, value],
    );
  };
  const sequenceOf = ({ headers }: OutboxRecord): bigint => BigInt(headers.ce_sequence ?? 0);

  it('holds one row a change, with the whole view and what names it', async () => {
    await tell(toldRecord('a', { n: 1, amount: 5 }), toldRecord('a', { n: 2 }), toldRecord('b', { n: 1 }));
    const [round] = await drain();
    const a = round?.find(({ key }) => key === 'mono-colombia/a');
    const sequence = a?.headers.ce_sequence ?? 'none';
    expect(sequence).toMatch(/^[1-9][0-9]*$/);
    expect(round).toHaveLength(2);
    expect([a?.topic, a?.key]).toEqual([Topics.cleanTransfers.name, 'mono-colombia/a']);
    expect(a?.headers).toEqual({
      ce_specversion: '1.0',
      'content-type': 'application/json',
      ce_id: `transfer/mono-colombia/a/${sequence}`,
      ce_source: '/caudal/told',
      ce_type: 'caudal.transfer.told',
      ce_subject: 'mono-colombia/a',
      ce_time: '2026-09-21T14:13:20.000000Z',
      ce_sequence: sequence,
    });
    expect(JSON.parse(a?.value.toString() ?? '')).toMatchObject({ id: 'a', told: [1, 2], amount: '5' });
    expect(await waiting()).toBe(0);
  });

  it('says nothing where the view did not change', async () => {
    await tell(toldRecord('a', { n: 1 }), toldRecord('a', { n: 3 }));
    await drain();
    const { recorded_at: before, sequence } = await row('a');
    // A duplicate, an event without a part in the view, another telling of a known fact.
    await tell(
      toldRecord('a', { n: 1 }),
      toldRecord('a', { n: 9, aside: true }),
      toldRecord('a', { n: 3, note: 'again' }),
    );
    expect(await waiting()).toBe(0);
    expect(await row('a')).toMatchObject({ recorded_at: before, sequence });
  });

  const row = async (id: string) => {
    const [found] = await database.query<{ recorded_at: string; sequence: bigint }>(
      'select recorded_at, sequence from transfers.transfers where id = $1',
      [id],
    );
    return found ?? { recorded_at: '', sequence: -1n };
  };

  it('raises the sequence of an entity with each of its changes', async () => {
    for (let n = 1; n <= 5; n += 1) await tell(toldRecord('a', { n }), toldRecord('b', { n }));
    const published = (await drain()).flat();
    for (const id of ['a', 'b']) {
      const of = published.filter(({ key }) => key === `mono-colombia/${id}`);
      expect(of.map(({ value }) => (JSON.parse(value.toString()) as { told: number[] }).told.length)).toEqual([
        1, 2, 3, 4, 5,
      ]);
      expect(of.map(sequenceOf)).toEqual([...of.map(sequenceOf)].sort((x, y) => (x < y ? -1 : 1)));
    }
  });

  it('publishes again what was acknowledged but not removed: the same sequence is the same bytes', async () => {
    await tell(toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 }));
    const seen: (readonly OutboxRecord[])[] = [];
    const crashing = drainOutbox(database, 'transfers', (records) => {
      seen.push(records);
      return Promise.reject(new Error('crashed after the acknowledgement'));
    });
    expect(await crashing).toEqual({
      published: new Map(),
      failure: new Error('crashed after the acknowledgement'),
    });
    expect(await waiting()).toBe(2);
    await tell(toldRecord('a', { n: 2 }));
    const again = (await drain()).flat();
    expect(again.slice(0, 2)).toEqual(seen[0]);
    expect(again).toHaveLength(3);
  });

  it('has one relay at a time; the other is told so and waits for nobody', async () => {
    await tell(toldRecord('a', { n: 1 }));
    const { promise: hold, resolve: release } = Promise.withResolvers<undefined>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const first = drainOutbox(database, 'transfers', async () => {
      begin(undefined);
      await hold;
    });
    await begun;
    await tell(toldRecord('b', { n: 1 }));
    const second = await drainOutbox(database, 'transfers', () => Promise.reject(new Error('two at once')));
    expect(second).toBeUndefined();
    release(undefined);
    expect(await first).toEqual({ published: new Map([[Topics.cleanTransfers.name, 1]]) });
    expect((await drain()).flat().map(({ key }) => key)).toEqual(['mono-colombia/b']);
  });

  it('leaves in place what was committed while a round was under way', async () => {
    await tell(toldRecord('a', { n: 1 }));
    await drainOutbox(database, 'transfers', () => tell(toldRecord('a', { n: 2 })));
    expect(await waiting()).toBe(1);
  });

  const many = (count: number, told: Partial<Told> = {}): LogRecord[] =>
    Array.from({ length: count }, (_, at) => toldRecord(`e${String(at)}`, { n: 1, ...told }));

  it('publishes everything in rounds of 500', async () => {
    await tell(...many(1_100));
    expect((await drain()).map(({ length }) => length)).toEqual([500, 500, 100]);
  });

  it('keeps a round below what the broker takes for one partition; a larger row goes alone', async () => {
    await tell(...many(20, { word: 'x'.repeat(100_000) }));
    await tell(toldRecord('large', { n: 1, word: 'ñ'.repeat(1_000_000) }), toldRecord('small', { n: 1 }));
    const rounds = await drain();
    expect(rounds.flat()).toHaveLength(22);
    const bytes = rounds.map((round) => round.reduce((sum, { value }) => sum + value.length, 0));
    expect(rounds.filter((round, at) => (bytes[at] ?? 0) > 900_000 && round.length > 1)).toEqual([]);
    expect(rounds.length).toBeLessThan(8);
  });

  describe('with decisions, which go to another topic', () => {
    it('counts what each topic took', async () => {
      await tell(toldRecord('a', { n: 1 }));
      await decide('a', '1');
      await tell(toldRecord('a', { n: 2 }));
      expect(await drainOutbox(database, 'transfers', () => Promise.resolve())).toEqual({
        published: new Map<string, number>([
          [Topics.cleanTransfers.name, 2],
          [Topics.transfers.name, 1],
        ]),
      });
    });

    it.each([
      ['decisions', Topics.transfers.name],
      ['changes', Topics.cleanTransfers.name],
    ])('publishes the others once, in order, while the topic of %s takes nothing', async (_what, leaderless) => {
      const noLeader = new Error('no leader');
      await decide('a', '1');
      await tell(toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 }));
      await decide('a', '2');
      await tell(toldRecord('a', { n: 2 }));
      const taken: OutboxRecord[] = [];
      const publish = (records: readonly OutboxRecord[]): Promise<void> => {
        if (records.some(({ topic }) => topic === leaderless)) return Promise.reject(noLeader);
        taken.push(...records);
        return Promise.resolve();
      };
      const rows = await database.query<OutboxRecord>('select topic, key from transfers.outbox order by sequence');
      const others = rows.filter(({ topic }) => topic !== leaderless);
      expect(await drainOutbox(database, 'transfers', publish)).toEqual({
        published: new Map([[others[0]?.topic, others.length]]),
        failure: noLeader,
      });
      expect(await drainOutbox(database, 'transfers', publish)).toEqual({ published: new Map(), failure: noLeader });
      expect(taken.map(({ topic, key }) => ({ topic, key }))).toEqual(others);
      expect((await drain()).flat()).toHaveLength(rows.length - others.length);
    });
  });

  describe('with a row that Kafka refuses for what it is', () => {
    class Refused extends Error {}
    const isRefused = ({ value }: OutboxRecord): boolean => value.length > 1_000_000;
    const refusals = () => ({
      isRefusal: (error: unknown) => error instanceof Refused,
      rows: new Map<bigint, RefusedRow>(),
    });
    let published: OutboxRecord[];
    const publish = (records: readonly OutboxRecord[]): Promise<void> => {
      if (records.some(isRefused)) return Promise.reject(new Refused());
      published.push(...records);
      return Promise.resolve();
    };
    const keys = (): string[] => published.map(({ key }) => key.split('/').at(-1) ?? '');
    beforeEach(() => {
      published = [];
    });

    it('publishes all the others, in order, and keeps that one', async () => {
      const known = refusals();
      await tell(toldRecord('a', { n: 1 }), toldRecord('b', { n: 1, word: 'x'.repeat(1_200_000) }));
      await tell(toldRecord('c', { n: 1 }), toldRecord('a', { n: 2 }));
      while (countOf(await drainOutbox(database, 'transfers', publish, known)) > 0) void 0;
      // The refused row is larger than a round: it is asked for alone, and what follows it goes on.
      while (countOf(await drainOutbox(database, 'transfers', publish, known)) > 0) void 0;
      expect(keys()).toEqual(['a', 'c', 'a']);
      expect([...known.rows.values()]).toEqual([
        { topic: Topics.cleanTransfers.name, type: 'caudal.transfer.told', key: 'mono-colombia/b' },
      ]);
      expect(await waiting()).toBe(1);
    });

    it('takes it away when a later change of its key made up for it', async () => {
      const known = refusals();
      await tell(toldRecord('a', { n: 1, word: 'x'.repeat(1_200_000) }));
      await drainOutbox(database, 'transfers', publish, known);
      expect([await waiting(), known.rows.size]).toEqual([1, 1]);
      // As a person shortens it: the view of the next change fits.
      await database.query(
        `insert into transfers.outbox (sequence, topic, key, headers, value)
         values (nextval('transfers.outbox_sequence'), $1, 'mono-colombia/a', $2, '{}')`,
        [Topics.cleanTransfers.name, { ce_type: 'caudal.transfer.told' }],
      );
      expect(countOf(await drainOutbox(database, 'transfers', publish, known))).toBe(1);
      expect([await waiting(), known.rows.size]).toEqual([0, 0]);
    });

    it('keeps a decision although a later one on the same entity was taken: they may be about different facts', async () => {
      const known = refusals();
      await decide('a', `about one ${'x'.repeat(1_200_000)}`);
      await drainOutbox(database, 'transfers', publish, known);
      await decide('a', 'about another');
      expect(countOf(await drainOutbox(database, 'transfers', publish, known))).toBe(1);
      expect(keys()).toEqual(['a']);
      expect([await waiting(), known.rows.size]).toEqual([1, 1]);
    });
  });
});
