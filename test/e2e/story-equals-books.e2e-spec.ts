import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellStory } from '../../apps/simulator/src/story/tell-story.js';
import { CollectionIntent, DirectDebit, Payout, Transfer } from '#contracts';
import type { BaseView } from '#contracts';
import { eventually } from './app-process.js';
import { sendAll, SOURCES, startPipeline, type Pipeline } from './pipeline.js';

/**
 * Fold against books: a story of 5,000 operations, a fifth of it delivered twice and shuffled, goes through ingress,
 * Kafka, the consumer and the API; every transfer, intent, payout and debit equals what the simulator's own books say.
 */
describe('a story of 5,000 operations', () => {
  const story = tellStory({
    seed: 20_260_302,
    operations: 5_000,
    faults: {
      duplicate: 0.2,
      reorder: 1,
      reorderWindow: 2_000,
      wrongSecret: 0.01,
      keyOrder: 0.05,
      doubleWrap: 0.05,
      flip: 0.05,
      fallback: 0.05,
    },
  });
  let pipeline: Pipeline;

  beforeAll(async () => {
    pipeline = await startPipeline();
  }, 60_000);

  afterAll(() => pipeline.stop());

  it('is taken whole: 200 for what is authentic, 401 for what is not', async () => {
    const statuses = await sendAll(
      pipeline.ingress.url,
      story.deliveries.map(({ source, body, headers }) => ({
        source,
        body,
        headers: () => headers(SOURCES[source as keyof typeof SOURCES].secret, Date.now()),
      })),
    );
    const authentic = story.deliveries.filter((delivery) => delivery.authentic).length;
    expect(Object.fromEntries(statuses)).toEqual({ 200: authentic, 401: story.deliveries.length - authentic });
  }, 120_000);

  it('is applied to the end: every distinct event once', async () => {
    const { rows } = await settled(pipeline);
    expect(rows.distinct).toBe(rows.total);
    expect(rows.parked).toBe(0n);
  }, 60_000);

  it('holds what the books hold, and nothing else', async () => {
    const { book } = story;
    const idsOf = (rows: readonly { readonly id: string; readonly told: readonly unknown[] }[]): string[] =>
      told(rows).map(({ id }) => id);
    const expected = {
      transfers: [...idsOf(book.transfers), ...idsOf(book.credits)],
      transfer_batches: idsOf(book.batches),
      collection_intents: idsOf(book['collection-intents']),
      payouts: idsOf(book.payouts),
      direct_debits: idsOf(book['direct-debits']),
    };
    for (const [table, ids] of Object.entries(expected)) {
      const rows = await pipeline.database.query<{ id: string }>(`select id from transfers.${table}`);
      expect({ table, ids: rows.map(({ id }) => id).sort() }).toEqual({ table, ids: ids.sort() });
    }
  });

  it('is read over REST as it is stored', async () => {
    for (const { id, told_state: state, amount } of told(story.book.transfers).slice(0, 25)) {
      const { status, body } = await pipeline.read(`/v1/transfers/${id}`);
      expect(status).toBe(200);
      expect(Transfer.parse(body)).toMatchObject({ id, state, amount: { amount } });
    }
  });

  it('equals the books, thing by thing', async () => {
    const { book } = story;
    expect(book.transfers.length).toBeGreaterThan(1_000);
    await same(pipeline, 'transfers', told(book.transfers), (row, view) => {
      const shown = Transfer.omit({ parked: true, sequence: true, links: true }).parse(view);
      expect(shown).toMatchObject({
        state: row.told_state,
        amount: { amount: row.amount, currency: row.currency },
        account_id: row.account_id,
        batch_id: row.batch_id,
        external_id: row.external_id,
        rail: row.rail,
        requested_rail: row.requested_rail,
        fell_back: row.fell_back,
        declination_reason: row.declination_reason,
        settled_at: row.settled_at,
        discrepancies: [],
        conflicted: false,
      });
    });
    await same(pipeline, 'transfers', told(book.credits), (row, view) => {
      expect(view).toMatchObject({
        direction: 'incoming',
        state: 'credited',
        final: true,
        amount: { amount: row.amount },
      });
    });
    await same(pipeline, 'collection_intents', told(book['collection-intents']), (row, view) => {
      expect(CollectionIntent.omit({ parked: true, sequence: true, links: true }).parse(view)).toMatchObject({
        state: row.told_state,
        amount: { amount: row.amount, currency: row.currency },
        discrepancies: [],
      });
    });
    await same(pipeline, 'payouts', told(book.payouts), (row, view) => {
      expect(Payout.omit({ parked: true, sequence: true, links: true }).parse(view)).toMatchObject({
        state: row.told_state,
        amount: { amount: row.amount, currency: row.currency },
        failure_reason: row.failure_reason,
      });
    });
    await same(pipeline, 'direct_debits', told(book['direct-debits']), (row, view) => {
      expect(DirectDebit.omit({ parked: true, sequence: true, links: true }).parse(view)).toMatchObject({
        kind: row.kind,
        state: row.told_state,
        amount: { amount: row.amount, currency: row.currency },
        discrepancies: [],
      });
    });
  }, 60_000);
});

/** A thing of which nothing was told nobody can know. */
const told = <Row extends { readonly told: readonly unknown[] }>(rows: readonly Row[]): Row[] =>
  rows.filter((row) => row.told.length > 0);

/** Waits until nothing moves any more: the whole log is applied. */
const settled = ({ database }: Pipeline) => {
  let before = -1n;
  return eventually(async () => {
    const [rows] = await database.query<{ total: bigint; distinct: bigint; parked: bigint }>(
      `select count(*) as total, count(distinct event_id) as distinct,
              (select count(*) from transfers.parked_keys) as parked from transfers.events`,
    );
    if (rows?.total !== before || before === 0n) {
      before = rows?.total ?? 0n;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      throw new Error(`still at ${String(before)} events`);
    }
    return { rows };
  }, 45_000);
};

/** Every row of the books stands in the table, and as the books say. */
const same = async <Row extends { readonly id: string }>(
  { database }: Pipeline,
  table: string,
  rows: readonly Row[],
  compare: (row: Row, view: BaseView) => void,
): Promise<void> => {
  const stored = await database.query<{ id: string; view: BaseView }>(`select id, view from transfers.${table}`);
  const views = new Map(stored.map(({ id, view }) => [id, view]));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const view = views.get(row.id);
    expect({ id: row.id, found: view !== undefined }).toEqual({ id: row.id, found: true });
    if (view) compare(row, view);
  }
};
