/**
 * Every example of Mono that goes to `mono.accounts.v1`, applied by the accounts app's own role: nothing is parked, what
 * has a view gets it, what has none is kept under its entity, and no number of a person or an account leaves the log.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectedAccountView, MandateView, Topics, readEnvelope, routeEvent } from '#contracts';
import { applyBatch, type BatchOutcome } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import { colombiaBody, logRecord, testDatabase, type TestDatabase } from '#testing';
import { accountsContext } from './context.js';

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples/nigeria');

const bodies = readdirSync(EXAMPLES)
  .sort()
  .map((file) => readFileSync(join(EXAMPLES, file)))
  .filter((body) => {
    const envelope = readEnvelope('mono-nigeria', body);
    const route = envelope.ok ? routeEvent(envelope.value, 'mono-nigeria') : undefined;
    return route?.ok === true && route.value.topic === Topics.accounts.name;
  });

/** Nobody documents events of these: they are found by the prefix of their ids. */
const colombia = [
  colombiaBody('account_holder.nobody_knows', { id: 'acch_1', state: 'active' }),
  colombiaBody('ledger_account.nobody_knows', { id: 'lacc_1', state: 'blocked' }),
];

let test: TestDatabase;
let admin: Database;
let database: Database;
let outcome: BatchOutcome;

beforeAll(async () => {
  test = await testDatabase();
  admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 1 });
  database = await openDatabase({ url: test.url('accounts'), app: 'test', poolSize: 2 });
  const records = [
    ...bodies.map((body, at) => logRecord({ provider: 'mono-nigeria', body }, BigInt(at))),
    ...colombia.map((body, at) => logRecord({ provider: 'mono-colombia', body }, BigInt(bodies.length + at))),
  ];
  const batch = { clusterId: 'test', topic: Topics.accounts.name, partition: 0, records };
  outcome = await applyBatch(database, accountsContext, batch, () => 1_790_000_000_000);
});

afterAll(async () => {
  await Promise.all([database.close(), admin.close()]);
  await test.close();
});

const viewOf = async (table: string, id: string): Promise<unknown> => {
  const [row] = await admin.query<{ view: unknown }>(`select view from accounts.${table} where id = $1`, [id]);
  return row?.view;
};

describe('the examples of accounts', () => {
  it('are all applied, and none is parked', async () => {
    expect(bodies).toHaveLength(58);
    expect(outcome).toMatchObject({ parked: 0, duplicates: 0, conflicted: 0 });
    expect(outcome.claimed).toHaveLength(bodies.length + colombia.length);
    expect(await admin.query('select 1 from accounts.parked_keys')).toEqual([]);
  });

  it('tell a connected account from its connection to its unlinking', async () => {
    const view = ConnectedAccountView.parse(await viewOf('connected_accounts', 'ff1d66980aaf81f22c7fba09'));
    expect(view).toMatchObject({
      state: 'unlinked',
      final: true,
      linked: false,
      data_status: 'AVAILABLE',
      reauthorisation_required: false,
      name: 'Ngozi Sample Okeke',
      number: '••••••0001',
      bank: { name: 'Access Bank', code: '044' },
      balance: { amount: '5000050', currency: 'NGN' },
      balance_as_of: '2026-03-01T08:00:00.000000Z',
      bvn_last_four: '0001',
      last_synced_at: '2026-03-01T08:00:00.000000Z',
      customer_id: '1a26aff30536bfcccd9edad1',
      reference: 'onboard-0001',
      conflicted: false,
      discrepancies: [],
    });
    // The forms of 2022 and before and of 2025, and the three of an unlinking.
    expect(view.undated_events).toHaveLength(8);
  });

  it('tell an account of 2020, and one that a payment connected', async () => {
    expect(await viewOf('connected_accounts', '7019c642ff29a6b73f244724')).toMatchObject({
      data_status: 'AVAILABLE',
      balance: { amount: '3033984', currency: 'NGN' },
    });
    expect(await viewOf('connected_accounts', 'a19094e3ecdcfd688b622800')).toMatchObject({ state: null, linked: true });
  });

  it.each([
    ['mmc_4678350e6bef61336cecc3f3', 'cancelled', true, false],
    ['mmc_377793d5a498ae381d82dcae', 'rejected', true, false],
    ['mmc_713d90fc10d8923636603fdc', 'expired', true, false],
    ['mmc_a5c29a001b5e03225b112622', 'approved', false, true],
  ])('tell the mandate %s to be %s', async (id, state, final, ready) => {
    const view = MandateView.parse(await viewOf('mandates', id));
    expect(view).toMatchObject({ state, final, ready_to_debit: ready, number: '••••••0005', discrepancies: [] });
  });

  it('that have no view are kept under their entities', async () => {
    const rows = await admin.query<{ kind: string; events: number }>(
      `select kind, count(*)::int as events from accounts.events
       where kind not in ('account', 'mandate') group by kind order by kind`,
    );
    expect(rows).toEqual([
      { kind: 'account_holder', events: 1 },
      { kind: 'beneficiary', events: 2 },
      { kind: 'identity_check', events: 6 },
      { kind: 'ledger_account', events: 1 },
      { kind: 'screening', events: 8 },
      { kind: 'source_account', events: 4 },
      { kind: 'virtual_account', events: 1 },
    ]);
  });

  it('are told to others as whole views, on the topic of accounts', async () => {
    const rows = await admin.query<{ topic: string; type: string; key: string }>(
      `select topic, headers->>'ce_type' as type, key from accounts.outbox order by key`,
    );
    expect(new Set(rows.map(({ topic }) => topic))).toEqual(new Set(['caudal.accounts.v1']));
    expect(rows.map(({ type, key }) => `${type} ${key}`)).toEqual([
      'caudal.connected_account.changed mono-nigeria/7019c642ff29a6b73f244724',
      'caudal.connected_account.changed mono-nigeria/a19094e3ecdcfd688b622800',
      'caudal.connected_account.changed mono-nigeria/ff1d66980aaf81f22c7fba09',
      'caudal.mandate.changed mono-nigeria/mmc_377793d5a498ae381d82dcae',
      'caudal.mandate.changed mono-nigeria/mmc_4678350e6bef61336cecc3f3',
      'caudal.mandate.changed mono-nigeria/mmc_713d90fc10d8923636603fdc',
      'caudal.mandate.changed mono-nigeria/mmc_a5c29a001b5e03225b112622',
    ]);
  });

  it('leave no whole number of an account or a person outside the log', async () => {
    const rows = await admin.query<{ text: string }>(
      `select t::text as text from accounts.connected_accounts t
       union all select t::text from accounts.mandates t
       union all select t::text from accounts.outbox t`,
    );
    expect(rows.length).toBeGreaterThan(10);
    const told = bodies.map(String).join();
    for (const number of ['0000000001', '00000000001', '0000000002', '0000000005']) {
      expect(told).toContain(`"${number}"`);
      expect(rows.filter(({ text }) => text.includes(number))).toEqual([]);
    }
  });
});
