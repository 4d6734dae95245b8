import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellStory } from '../../apps/simulator/src/story/tell-story.js';
import { CollectionIntent, DirectDebit, Payout, Transfer, TransferBatch } from '#contracts';
import type { BaseView } from '#contracts';
import { expectedReads } from '../chaos/audit/expected-reads.js';
import { eventually } from '#testing';
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
  });

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
  });

  it('is applied to the end: every distinct event once', async () => {
    const { rows } = await settled(pipeline);
    expect(rows.distinct).toBe(rows.total);
    expect(rows.parked).toBe(0n);
  });

  it('holds what the books hold, and nothing else', async () => {
    for (const [path, expected] of Object.entries(expectedReads(story.book))) {
      const table = tableOf(path);
      const rows = await pipeline.database.query<{ id: string }>(`select id from transfers.${table}`);
      const ids = expected.map(({ id }) => id).sort();
      expect({ table, ids: rows.map(({ id }) => id).sort() }).toEqual({ table, ids });
    }
  });

  it('is read over REST as it is stored', async () => {
    for (const { id, fields } of expectedReads(story.book).transfers?.slice(0, 25) ?? []) {
      const { status, body } = await pipeline.read(`/v1/transfers/${id}`);
      expect(status).toBe(200);
      expect(Transfer.parse(body)).toMatchObject({ id, ...fields });
    }
  });

  it('equals the books, thing by thing', async () => {
    expect(story.book.transfers.length).toBeGreaterThan(1_000);
    for (const [path, expected] of Object.entries(expectedReads(story.book))) {
      const stored = await pipeline.database.query<{ id: string; view: BaseView }>(
        `select id, view from transfers.${tableOf(path)}`,
      );
      const views = new Map(stored.map(({ id, view }) => [id, view]));
      expect(expected.length).toBeGreaterThan(0);
      for (const { id, fields } of expected) {
        const view = SCHEMAS[path]?.parse(views.get(id));
        expect({ path, view }).toMatchObject({ path, view: { id, ...fields } });
      }
    }
  });
});

/** What is stored, without what a read adds to it. */
const READ_FIELDS = { parked: true, sequence: true, links: true } as const;
const SCHEMAS: Readonly<Record<string, { parse(value: unknown): object }>> = {
  transfers: Transfer.omit(READ_FIELDS),
  'transfer-batches': TransferBatch.omit({ ...READ_FIELDS, transfers: true }),
  'collection-intents': CollectionIntent.omit(READ_FIELDS),
  payouts: Payout.omit(READ_FIELDS),
  'direct-debits': DirectDebit.omit(READ_FIELDS),
};

const tableOf = (path: string): string => path.replaceAll('-', '_');

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
  });
};
