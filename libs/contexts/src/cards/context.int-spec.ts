/** Every example of a card event, through the log into the tables and onto the clean topic. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardTransactionView, CardView, Topics, type Provider } from '#contracts';
import { applyBatch } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import { colombiaBody, logRecord, testDatabase, type TestDatabase } from '#testing';
import { cardsContext } from './context.js';

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples');

const examples = (['colombia', 'nigeria'] as const).flatMap((country) =>
  readdirSync(join(EXAMPLES, country))
    .filter((file) => /^(issuing\.)?card_/.test(file))
    .map((file) => ({
      provider: `mono-${country}` satisfies Provider,
      body: readFileSync(join(EXAMPLES, country, file)),
    })),
);

const lifeOfACard = ['created', 'active', 'frozen', 'canceled'].map((state, hour) => ({
  provider: 'mono-colombia' as const,
  body: colombiaBody('card.some_name', {
    id: 'car_vtLqIm9GrPwk89i3rvMgqX',
    account_id: 'lacc_nWAv8hxOe9POcKUj5DMmha',
    cardholder_id: 'carh_1',
    last_four: '4242',
    type: 'virtual',
    state,
    updated_at: `2026-03-01T0${String(hour)}:00:00Z`,
  }),
}));

let test: TestDatabase;
/** With the app's own role: a grant that it lacks shows. */
let database: Database;

beforeAll(async () => {
  test = await testDatabase();
  database = await openDatabase({ url: test.url('cards'), app: 'test', poolSize: 2 });
  const told = [...examples, ...lifeOfACard];
  const records = told.map((one, at) => logRecord(one, BigInt(at)));
  const batch = { clusterId: 'test', topic: Topics.cards.name, partition: 0, records };
  await applyBatch(database, cardsContext, batch, () => 1_790_000_000_000);
});

afterAll(async () => {
  await database.close();
  await test.close();
});

const viewsOf = async (table: string) =>
  (await database.query<{ view: unknown }>(`select view from cards.${table} order by id`)).map(({ view }) => view);

describe('the examples of card events', () => {
  it('are all there', () => {
    expect(examples).toHaveLength(14);
  });

  it('park nothing', async () => {
    expect(await database.query('select record_key, detail from cards.parked_keys')).toEqual([]);
  });

  it('make a chain of each purchase, in its published shape', async () => {
    const views = (await viewsOf('card_transactions')).map((view) => CardTransactionView.parse(view));
    const told = views.map(({ id, kind, state, steps }) => [id.slice(0, 8), kind, state, steps.length]);
    expect(told.sort()).toEqual([
      ['8fc9c13c', null, null, 1],
      ['b6548811', null, null, 1],
      ['ctx_9PFp', 'force_debit', 'settled', 1],
      ['ctx_JD41', 'withdrawal', 'authorized', 1],
      ['ctx_PDfg', null, 'settled', 1],
      ['ctx_SINw', 'refund', 'refunded', 1],
      ['ctx_qhvO', 'purchase', 'authorized', 1],
      ['ctx_xf2J', 'purchase', 'declined', 1],
      ['ctx_zepn', 'purchase', 'reversed', 4],
    ]);
    const missing = views.filter(({ discrepancies }) => discrepancies.some((one) => one.class === 'missing_original'));
    expect(missing.map(({ id }) => id)).toEqual(['ctx_PDfgIwhT5yGnPNLxrRkEV1']);
    expect(views.filter(({ conflicted }) => conflicted)).toEqual([]);
  });

  it('make a card of what is told of one under names that nobody documents', async () => {
    const [card] = (await viewsOf('cards')).map((view) => CardView.parse(view));
    expect(card).toMatchObject({ state: 'canceled', final: true, type: 'virtual', last_four: '4242' });
  });

  it('leave for other services by the names of their changes', async () => {
    const changes = await database.query<{ topic: string; type: string; view: Record<string, unknown> }>(
      `select distinct on (2) topic, headers->>'ce_type' as type, value::json as view from cards.outbox order by 2`,
    );
    expect(changes.map(({ type, topic }) => [type, topic])).toEqual([
      ['caudal.card.changed', 'caudal.cards.v1'],
      ['caudal.card_transaction.changed', 'caudal.cards.v1'],
    ]);
    // The ledger finds the account of a card by these two.
    expect(changes[0]?.view).toMatchObject({
      id: 'car_vtLqIm9GrPwk89i3rvMgqX',
      account_id: 'lacc_nWAv8hxOe9POcKUj5DMmha',
    });
  });
});
