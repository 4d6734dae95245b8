/** One entity by its id, over a real database. Asserted on: answers over HTTP only. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CollectionIntent, DirectDebit, Payout, Scopes, Transfer, TransferBatch } from '#contracts';
import { park, store } from '../../test/records.js';
import { runningApi, type RunningApi } from '../../test/running-api.js';
import { batch, directDebit, intent, payout, transfer } from '../../test/views.js';

let api: RunningApi;

beforeAll(async () => {
  api = await runningApi();
});

afterAll(() => api.close());

const paths = ['transfers', 'transfer-batches', 'collection-intents', 'payouts', 'direct-debits'];

describe('every kind', () => {
  const kinds = [
    ['transfers', 'transfers', transfer({ id: 'x' }), Transfer],
    ['transfer-batches', 'transfer_batches', batch({ id: 'x' }), TransferBatch],
    ['collection-intents', 'collection_intents', intent({ id: 'x' }), CollectionIntent],
    ['payouts', 'payouts', payout({ id: 'x' }), Payout],
    ['direct-debits', 'direct_debits', directDebit({ id: 'x' }), DirectDebit],
  ] as const;

  it.each(kinds)('%s answers its published shape', async (path, projection, view, schema) => {
    await store(api.sql, projection, view, { sequence: 9_223_372_036_854_775_807n });
    const { status, body } = await api.get(`/v1/${path}/x`);
    expect(status).toBe(200);
    expect(schema.parse(body)).toEqual(body);
    expect(body).toMatchObject({ ...view, parked: false, sequence: '9223372036854775807' });
    expect(body.links).toMatchObject({ self: `/v1/${path}/x`, events: `/v1/${path}/x/events` });
  });

  it.each(paths)('%s is kept by no cache, and a HEAD answers its headers alone', async (path) => {
    const { headers } = await api.get(`/v1/${path}/x`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const authorization = `Bearer ${await api.keyFor(...Scopes)}`;
    const head = await fetch(`${api.url}/v1/${path}/x`, { method: 'HEAD', headers: { authorization } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${api.url}/v1/${path}/x`, { method: 'HEAD' })).status).toBe(401);
  });

  it.each(paths)('%s lists the same answer', async (path) => {
    const one = await api.get(`/v1/${path}/x`);
    const list = await api.get(`/v1/${path}`);
    expect(list.body.data[0]).toEqual(one.body);
  });
});

describe('amounts', () => {
  it.each(['9007199254740993', '9223372036854775807', '-1', '99999999999999999999999999999999999999'])(
    'of %s keep every digit',
    async (amount) => {
      const id = `amount_${amount}`.replace('-', 'minus');
      await store(api.sql, 'transfers', transfer({ id, amount: { amount, currency: 'COP' } }));
      expect((await api.get(`/v1/transfers/${id}`)).body.amount).toEqual({ amount, currency: 'COP' });
    },
  );
});

describe('a batch', () => {
  it('counts its transfers by state when it is read, in its own scope', async () => {
    await store(api.sql, 'transfer_batches', batch({ id: 'bat_9' }));
    for (const [index, state] of ['approved', 'approved', 'declined', null].entries()) {
      await store(api.sql, 'transfers', transfer({ id: `of_9_${index}`, batch_id: 'bat_9', state }));
    }
    const foreign = transfer({ id: 'foreign', batch_id: 'bat_9', provider: 'mono-nigeria' });
    await store(api.sql, 'transfers', foreign);
    const { body } = await api.get('/v1/transfer-batches/bat_9');
    expect(body.transfers).toEqual({ total: 4, by_state: { approved: 2, declined: 1, unknown: 1 } });
    expect(body.links).toMatchObject({ transfers: '/v1/transfers?batch_id=bat_9' });
  });

  it('without transfers has none', async () => {
    await store(api.sql, 'transfer_batches', batch({ id: 'empty' }));
    expect((await api.get('/v1/transfer-batches/empty')).body.transfers).toEqual({ total: 0, by_state: {} });
  });

  it('is linked from its transfers', async () => {
    await store(api.sql, 'transfers', transfer({ id: 'linked', batch_id: 'bat_9' }));
    expect((await api.get('/v1/transfers/linked')).body.links).toMatchObject({
      batch: '/v1/transfer-batches/bat_9',
    });
  });
});

describe('parked', () => {
  it('is told while a record of the entity waits', async () => {
    await store(api.sql, 'transfers', transfer({ id: 'stuck' }));
    expect((await api.get('/v1/transfers/stuck')).body.parked).toBe(false);
    await park(api.sql, 'stuck');
    expect((await api.get('/v1/transfers/stuck')).body.parked).toBe(true);
    await api.sql.query("delete from transfers.parked_keys where record_key = 'stuck'");
    expect((await api.get('/v1/transfers/stuck')).body.parked).toBe(false);
  });

  it('is told of every kind, in reads and in lists, and of no other entity', async () => {
    const stores = [
      ['transfers', 'transfers', transfer],
      ['transfer-batches', 'transfer_batches', batch],
      ['collection-intents', 'collection_intents', intent],
      ['payouts', 'payouts', payout],
      ['direct-debits', 'direct_debits', directDebit],
    ] as const;
    await park(api.sql, 'kept-back');
    for (const [path, table, viewOf] of stores) {
      await store(api.sql, table, viewOf({ id: 'kept-back' }));
      await store(api.sql, table, viewOf({ id: 'kept-back-not' }));
      expect((await api.get(`/v1/${path}/kept-back`)).body.parked).toBe(true);
      const { data } = (await api.get(`/v1/${path}?limit=200`)).body;
      const held = data.filter(({ parked }) => parked === true).map(({ id }) => id);
      expect(held).toEqual(['kept-back']);
    }
  });

  it("is told of both where two sources use a merchant's reference: one key holds back the records of both", async () => {
    for (const source of ['cali', 'bogota']) {
      const view = directDebit({ id: 'ref-held', source });
      await store(api.sql, 'direct_debits', view, { scope: `mono-nigeria/${source}` });
    }
    await park(api.sql, 'ref-held');
    for (const source of ['cali', 'bogota']) {
      expect((await api.get(`/v1/direct-debits/ref-held?source=${source}`)).body.parked).toBe(true);
    }
  });
});

describe("a merchant's reference that two sources use", () => {
  beforeAll(async () => {
    for (const source of ['lagos', 'abuja']) {
      const view = directDebit({ id: 'ref-1', source, message: source });
      await store(api.sql, 'direct_debits', view, { scope: `mono-nigeria/${source}` });
    }
  });

  it.each(['', '/events'])('is ambiguous%s', async (suffix) => {
    const { status, body } = await api.get(`/v1/direct-debits/ref-1${suffix}`);
    expect([status, body.code, body.sources]).toEqual([409, 'ambiguous_id', ['abuja', 'lagos']]);
  });

  it('is picked by its source, and links to itself', async () => {
    const { body } = await api.get('/v1/direct-debits/ref-1?source=abuja');
    expect(body.message).toBe('abuja');
    const { self, events } = body.links;
    expect((await api.get(self)).body).toEqual(body);
    expect((await api.get(events)).status).toBe(200);
  });

  it('is not found under a third', async () => {
    expect((await api.get('/v1/direct-debits/ref-1?source=kano')).status).toBe(404);
  });
});

describe.each(paths)('/v1/%s/{id}', (path) => {
  it.each([
    ['unknown', 'nobody'],
    ['NUL', 'a%00b'],
    ['10 KB long', 'a'.repeat(10_000)],
    ['of other letters', encodeURIComponent('número')],
    ['a quote', "'"],
    ['an escaped slash', 'a%2Fb'],
  ])('answers 404 for an id that is %s', async (_what, id) => {
    for (const suffix of ['', '/events']) {
      expect(await api.get(`/v1/${path}/${id}${suffix}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('answers 400 for what is not UTF-8', async () => {
    expect(await api.get(`/v1/${path}/%ff%fe`)).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  });

  it.each(['colour=blue', 'source=', 'limit=5', 'source=%00'])('refuses ?%s', async (query) => {
    expect(await api.get(`/v1/${path}/x?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_filter' } });
  });
});
