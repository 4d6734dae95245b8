/** Movements whose account nobody knows, and a person's word on them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityEventPage, LedgerAccount, Unrouted } from '#contracts';
import { at, cop, movement, tellLedger } from '../../test/movements.js';
import { aheadBy, runningApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let tell: ReturnType<typeof tellLedger>;

beforeAll(async () => {
  api = await runningApi();
  tell = tellLedger(api);
});
afterAll(() => api.close());

/** What people decided since the last time, as the relay and the topic bring it. */
const tellDecisions = async (): Promise<void> => {
  const records = await api.sql.query<{ key: string; headers: Record<string, string>; value: string }>(
    `with told as (delete from ledger.outbox where topic = 'mono.ledger.v1' returning *)
     select key, headers, value from told order by sequence`,
  );
  await tell(
    'mono.ledger.v1',
    ...records.map(({ key, headers, value }) => ({ offset: 0n, key, headers, value: Buffer.from(value) })),
  );
};

describe('a movement without an account', () => {
  beforeAll(async () => {
    await tell(
      'mono.ledger.v1',
      movement('ltx_lost', {
        ...{ operation_type: 'credit', amount: cop(70), origin: 'synced_bank_transaction', details: null },
        ...at('10:00:00'),
      }),
    );
  });

  it('is listed until a person says where it belongs, and that is an event of the ledger', async () => {
    const [lost] = Unrouted.array().parse((await api.get('/v1/ledger/unrouted')).body.data);
    expect(lost).toMatchObject({ ledger_transaction_id: 'ltx_lost', tried: ['data', 'details'] });
    const wish = JSON.stringify({ account_id: 'lacc_9', reason: 'found in the statement' });
    const routes = await Promise.all([1, 2].map(() => api.post(lost?.links.route ?? '', undefined, wish)));
    expect(routes.map(({ status }) => status)).toEqual([202, 202]);

    await tellDecisions();
    expect((await api.get('/v1/ledger/unrouted')).body.data).toEqual([]);
    expect(LedgerAccount.parse((await api.get('/v1/ledger/accounts/lacc_9')).body).balances).toMatchObject([
      { available: '70' },
    ]);
    const { body } = await api.get('/v1/ledger/transactions/ltx_lost/events');
    expect(body.data.map(({ type, origin }) => [type, origin])).toEqual(
      expect.arrayContaining([['caudal.ledger_transaction.routed', 'operator']]),
    );
    // Two clicks, two words that say the same.
    expect(body.data).toHaveLength(3);
  });

  it('is put right by the next word, once it was routed wrongly', async () => {
    const [told] = EntityEventPage.parse((await api.get('/v1/ledger/transactions/ltx_lost/events')).body).data.filter(
      ({ origin }) => origin === 'webhook',
    );
    const right = JSON.stringify({ account_id: 'lacc_10', reason: 'it was the other one' });
    const answer = await api.post(`/v1/ledger/unrouted/${told?.event_id ?? ''}/route`, undefined, right);
    expect(answer).toMatchObject({ status: 202 });
    expect(Unrouted.parse(answer.body)).toMatchObject({
      amount: { amount: '70', currency: 'COP' },
      origin: 'synced_bank_transaction',
    });
    await tellDecisions();
    const availableOn = async (id: string) =>
      LedgerAccount.parse((await api.get(`/v1/ledger/accounts/${id}`)).body).balances.map(({ available }) => available);
    expect([await availableOn('lacc_9'), await availableOn('lacc_10')]).toEqual([['0'], ['70']]);
  });

  it.each([
    ['is on its way', 'lacc_11', 'lacc_12', false],
    ['is applied', 'lacc_13', 'lacc_14', true],
  ])('is put right by the next word, though the replica that took a wrong one was ahead: it %s', async (...row) => {
    const [, wrong, right, applied] = row;
    const [lost] = await api.sql.query<{ event_id: string }>(
      `select event_id from ledger.events where entity_id = 'ltx_lost' and origin = 'webhook'`,
    );
    const route = (account: string) =>
      api.post(
        `/v1/ledger/unrouted/${lost?.event_id ?? ''}/route`,
        undefined,
        JSON.stringify({ account_id: account, reason: 'x' }),
      );
    expect((await aheadBy(2_000, () => route(wrong))).status).toBe(202);
    if (applied) await tellDecisions();
    expect((await route(right)).status).toBe(202);
    await tellDecisions();
    const { body } = await api.get(`/v1/ledger/accounts/${right}`);
    expect(LedgerAccount.parse(body).balances).toMatchObject([{ available: '70' }]);
  });

  it('is not put on an account at a bank', async () => {
    await api.sql.query(
      `insert into ledger.balances (account_id, account_scope, currency, kind, provider, livemode, available, pending,
                                    entries, last_entry, last_effective_at, sequence)
       values ('bacc_x', 'mono-colombia', 'COP', 'bank', 'mono-colombia', true, 0, 0, 0, '', now(), 0)`,
    );
    const [{ event_id: id } = { event_id: '' }] = await api.sql.query<{ event_id: string }>(
      `select event_id from ledger.events where entity_id = 'ltx_lost' and origin = 'webhook'`,
    );
    const answer = await api.post(
      `/v1/ledger/unrouted/${id}/route`,
      undefined,
      JSON.stringify({ account_id: 'bacc_x', reason: 'x' }),
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
    await api.sql.query(`delete from ledger.balances where account_id = 'bacc_x'`);
  });

  describe('whose event id stands in another scope too', () => {
    const wish = JSON.stringify({ account_id: 'lacc_20', reason: 'x' });
    const twin = async (kind: string, scope: string, provider: string, id: string): Promise<void> => {
      await api.sql.query(
        `insert into ledger.events (event_id, content_digest, kind, scope, entity_id, provider, source, type, received_at,
                                    delivery_id, origin, late, livemode, data)
         select event_id, decode(repeat('00', 32), 'hex'), $1, $2, $4, $3, 'other', type, received_at,
                gen_random_uuid(), origin, late, false, data
         from ledger.events where entity_id = 'ltx_twin' and scope = 'mono-colombia'`,
        [kind, scope, provider, id],
      );
      await api.sql.query(
        `insert into ledger.unrouted (kind, scope, cause_id, ordinal, operation, amount, currency, origin, event_id, since)
         select $1, $2, $3, 0, operation, amount, currency, origin, event_id, since - interval '1 hour'
         from ledger.unrouted where cause_id = 'ltx_twin' and scope = 'mono-colombia'`,
        [kind, scope, id],
      );
    };
    let path: string;

    beforeAll(async () => {
      await tell(
        'mono.ledger.v1',
        movement('ltx_twin', {
          ...{ operation_type: 'credit', amount: cop(80), origin: 'synced_bank_transaction', details: null },
          ...at('11:00:00'),
        }),
      );
      const [lost] = Unrouted.array().parse((await api.get('/v1/ledger/unrouted')).body.data);
      path = lost?.links.route ?? '';
    });

    it('is routed as what it is, and what is no movement of the ledger has no route', async () => {
      await twin('wallet_credit', 'mono-nigeria/other', 'mono-nigeria', 'ref-1');
      const listed = Unrouted.array().parse((await api.get('/v1/ledger/unrouted')).body.data);
      expect(listed.map(({ ledger_transaction_id: id, links }) => [id, Object.keys(links)])).toEqual([
        ['ref-1', []],
        ['ltx_twin', ['transaction', 'route']],
      ]);
      const { status, body } = await api.post(path, undefined, wish);
      expect([status, body.ledger_transaction_id]).toEqual([202, 'ltx_twin']);
      const told = await api.sql.query(
        `select key, value::json ->> 'scope' as scope, value::json ->> 'provider' as provider,
                value::json ->> 'source' as source, value::json ->> 'livemode' as livemode
         from ledger.outbox where topic = 'mono.ledger.v1'`,
      );
      expect(told).toEqual([
        {
          ...{ key: 'ltx_twin', scope: 'mono-colombia', provider: 'mono-colombia', source: 'mono-colombia' },
          livemode: 'true',
        },
      ]);
    });

    it('is not routed where two movements of the ledger came under it', async () => {
      await api.sql.query(
        `insert into ledger.transactions (id, scope, provider, source, livemode, final, conflicted, origin, view, fold,
                                          last_position, listed_at, sequence)
         select id, 'mono-colombia/other', provider, 'other', livemode, final, conflicted, origin, view, fold,
                last_position, listed_at, sequence
         from ledger.transactions where id = 'ltx_twin'`,
      );
      await twin('ledger_transaction', 'mono-colombia/other', 'mono-colombia', 'ltx_twin');
      expect(await api.post(path, undefined, wish)).toMatchObject({ status: 409, body: { code: 'ambiguous_id' } });
    });
  });

  it.each([
    ['{"account_id":"lacc_9"}', 400, 'invalid_body'],
    ['{"account_id":"a b","reason":"x"}', 400, 'invalid_body'],
    ['{', 400, 'invalid_body'],
    ['{"account_id":"lacc_9","reason":"x"}', 404, 'not_found'],
  ])('is not routed by %s', async (body, status, code) => {
    expect(await api.post(`/v1/ledger/unrouted/${'0'.repeat(64)}/route`, undefined, body)).toMatchObject({
      status,
      body: { code },
    });
  });
});
