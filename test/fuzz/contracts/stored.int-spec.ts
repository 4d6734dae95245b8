/**
 * What decodes can be stored: mutated bodies and hard ones on a real PostgreSQL, with the columns, indexes and grants
 * of the context. A record is parked for what it says, never for what a table cannot hold.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Topics } from '#contracts';
import { applyWithRetry, GroupApply, type LogRecord } from '#event-store';
import { colombiaBody, nigeriaBody, toldStore, type ToldStore } from '#testing';
import { transfersContext } from '#contexts';
import type { BodyInput } from '../body/body-arbitrary.js';
import { asReceived, recorded } from '../body/ingress-record.js';
import { freshSeed } from '../engine/options.js';
import { historyCorpus } from './contract-checks.js';
import { histories } from './history-arbitrary.js';
import { bytesOf } from '../engine/corpus.js';

let store: ToldStore;
let group: GroupApply;
let next = 0n;

beforeAll(async () => {
  store = await toldStore();
  group = new GroupApply(store.database, transfersContext, { transactions: 2, records: 500 }, Date.now);
});
afterAll(() => store.close());

/** Applies bodies in their order, as the consumer does. */
const apply = async (bodies: readonly BodyInput[]): Promise<void> => {
  const records = bodies
    .map((body) => recorded(body).record)
    .filter(({ topic }) => topic === Topics.transfers.name)
    .map((record): LogRecord => ({ ...record, offset: next++, headers: asReceived(record.headers) }));
  if (records.length === 0) return;
  await applyWithRetry(
    group,
    { clusterId: 'cluster', topic: Topics.transfers.name, partition: 0, records },
    {
      heartbeat: () => Promise.resolve(),
      stopping: () => false,
      onRetry: () => undefined,
      onApplied: () => undefined,
    },
  );
};

/** Keys that were parked for anything but what their first record says. */
const parkedByTheTables = () =>
  store.admin.query(`select record_key, reason, detail from transfers.parked_keys where reason <> 'unreadable_event'`);

// Random, so that no compression makes it fit; a field may be nearly as long as the largest body.
const WIDE = randomBytes(120_000).toString('base64url');

it.each([
  ['a transfer', colombiaBody('bank_transfer_approved', transferOf(WIDE)), 'transfers'],
  [
    'a batch',
    colombiaBody('batch_sent', { id: 'wide', account_id: WIDE, state: WIDE, origin: WIDE }),
    'transfer_batches',
  ],
  [
    'an intent',
    colombiaBody('collection_intent_failed', { id: 'wide', account_id: WIDE, state: WIDE }),
    'collection_intents',
  ],
  [
    'a payout',
    colombiaBody('payout_made', { id: 'cpout_wide', account_id: WIDE, external_id: WIDE, state: WIDE }),
    'payouts',
  ],
])('stores %s whose fields are wider than an index takes, and shows them whole', async (_what, body, table) => {
  await apply([{ provider: 'mono-colombia', body }]);
  expect(await parkedByTheTables()).toEqual([]);
  const [row] = await store.admin.query<{ wide: string }>(
    `select coalesce(view ->> 'account_id', view ->> 'external_id') as wide from transfers.${table} where id like '%wide'`,
  );
  expect(row?.wide).toBe(WIDE);
});

function transferOf(text: string): object {
  return { id: 'wide', state: text, batch: { id: text, account_id: text }, external_id: text, routing: text };
}

it('stores a debit whose reference and state are wider than an index takes', async () => {
  const object = { reference: WIDE, status: WIDE, account: WIDE, id: WIDE };
  await apply([{ provider: 'mono-nigeria', body: nigeriaBody('direct_debit.payment_failed', { object }) }]);
  expect(await parkedByTheTables()).toEqual([]);
});

it('stores whatever decodes: the corpus, and 400 histories of mutated examples', async () => {
  const seed = freshSeed();
  for (const { bodies } of historyCorpus()) {
    await apply(bodies.map(({ provider, body }) => ({ provider, body: bytesOf(body) })));
  }
  await apply(fc.sample(histories, { numRuns: 400, seed }).flat());
  expect({ seed, parked: await parkedByTheTables() }).toEqual({ seed, parked: [] });
  expect(await store.count('transfers')).toBeGreaterThan(3);
});
