/**
 * Connected accounts and mandates as they are read: the examples of Mono folded by the context itself, asked for over
 * HTTP. Asserted on: answers only.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountsContext } from '#contexts';
import { ConnectedAccount, EntityEventPage, Mandate, Topics } from '#contracts';
import { applyBatch } from '#event-store';
import { logRecord } from '#testing';
import { runningApi, type RunningApi } from '../../test/running-api.js';

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples/nigeria');
const ACCOUNT = 'ff1d66980aaf81f22c7fba09';
const OLD_ACCOUNT = '7019c642ff29a6b73f244724';
const MANDATE = 'mmc_4678350e6bef61336cecc3f3';
const SWEEP = 'mmc_a5c29a001b5e03225b112622';

const FILES = [
  'mono.events.account_connected',
  'mono.events.account_updated',
  'mono.events.account_updated.partial',
  'mono.events.account_updated.reauthorisation_required',
  'mono.events.account_updated.shape_2020',
  'mono.events.account_income',
  'events.mandates.created',
  'events.mandates.approved',
  'events.mandates.ready',
  'events.mandate.action.pause',
  'events.mandates.ready.double_wrapped',
];

let api: RunningApi;

beforeAll(async () => {
  api = await runningApi();
  const records = FILES.map((file, at) =>
    logRecord({ provider: 'mono-nigeria', body: readFileSync(join(EXAMPLES, `${file}.json`)) }, BigInt(at)),
  );
  const batch = { clusterId: 'test', topic: Topics.accounts.name, partition: 0, records };
  await applyBatch(api.sql, accountsContext, batch, () => 1_790_000_000_000);
});

afterAll(() => api.close());

const idsAt = async (path: string) => {
  const { status, body } = await api.get(path);
  expect(status).toBe(200);
  return body.data.map(({ id }) => id);
};

describe('/v1/connected-accounts', () => {
  it('answers its published shape, with the balance as it was last retrieved and what is masked', async () => {
    const { status, body } = await api.get(`/v1/connected-accounts/${ACCOUNT}`);
    expect(status).toBe(200);
    expect(ConnectedAccount.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      provider: 'mono-nigeria',
      state: 'FAILED',
      data_status: 'FAILED',
      linked: true,
      reauthorisation_required: true,
      number: '••••••0001',
      bvn_last_four: '0001',
      balance: { amount: '2296700', currency: 'NGN' },
      balance_as_of: '2026-02-03T10:11:20.050000Z',
      last_synced_at: '2026-02-11T09:00:00.000000Z',
      parked: false,
      links: {
        self: `/v1/connected-accounts/${ACCOUNT}`,
        events: `/v1/connected-accounts/${ACCOUNT}/events`,
        direct_debits: `/v1/direct-debits?account_id=${ACCOUNT}`,
      },
    });
  });

  it.each([
    ['', [ACCOUNT, OLD_ACCOUNT]],
    ['?data_status=AVAILABLE', [OLD_ACCOUNT]],
    ['?reauthorisation_required=true', [ACCOUNT]],
    ['?linked=true&reauthorisation_required=false', [OLD_ACCOUNT]],
    ['?linked=false', []],
    ['?bank_code=058', [OLD_ACCOUNT]],
    ['?reference=onboard-0001', [ACCOUNT]],
    ['?customer_id=1a26aff30536bfcccd9edad1', [ACCOUNT]],
    ['?type=SAVINGS_ACCOUNT', [OLD_ACCOUNT]],
    ['?to=2021-01-01', [OLD_ACCOUNT]],
  ])('%s lists %j', async (query, ids) => {
    expect(await idsAt(`/v1/connected-accounts${query}`)).toEqual(ids);
  });

  it.each(['linked=yes', 'number=0000000001', 'bvn=0001', 'limit=0'])('refuses ?%s', async (query) => {
    expect((await api.get(`/v1/connected-accounts?${query}`)).status).toBe(400);
  });

  it('lists everything that was heard of an account, also what has no part in its view', async () => {
    const { data } = EntityEventPage.parse((await api.get(`/v1/connected-accounts/${ACCOUNT}/events`)).body);
    expect(data.map(({ type }) => type)).toEqual([
      'mono.events.account_connected',
      'mono.events.account_updated',
      'mono.events.account_income',
      'mono.events.account_updated',
      'mono.events.account_updated',
    ]);
  });
});

describe('/v1/mandates', () => {
  it('answers its published shape', async () => {
    const { status, body } = await api.get(`/v1/mandates/${MANDATE}`);
    expect(status).toBe(200);
    expect(Mandate.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      state: 'paused',
      final: false,
      ready_to_debit: false,
      amount: { amount: '120000000', currency: 'NGN' },
      links: { direct_debits: `/v1/direct-debits?mandate_id=${MANDATE}` },
    });
    expect((await api.get(body.links.events)).body.data).toHaveLength(4);
  });

  it.each([
    ['?ready_to_debit=true', [SWEEP]],
    ['?state=paused', [MANDATE]],
    ['?mandate_type=sweep', [SWEEP]],
    ['?mandate_type=emandate&debit_type=variable', [MANDATE]],
    ['?reference=loan-2026-0001', [MANDATE]],
    ['?customer_id=nobody', []],
  ])('%s lists %j', async (query, ids) => {
    expect(await idsAt(`/v1/mandates${query}`)).toEqual(ids);
  });
});
