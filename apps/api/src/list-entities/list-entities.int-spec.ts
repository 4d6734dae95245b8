/** Lists over a real database: order, paging under writes, filters. Asserted on: answers over HTTP only. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningApi, type Body, type RunningApi } from '../../test/running-api.js';
import { store } from '../../test/records.js';
import { batch, directDebit, intent, payout, transfer } from '../../test/views.js';

let api: RunningApi;

beforeAll(async () => {
  api = await runningApi();
});

afterAll(() => api.close());

const idsOf = ({ data }: Body) => data.map(({ id }) => id as string);
const idsAt = async (path: string) => idsOf((await api.get(path)).body);

describe('paging', () => {
  /** Times of which many are equal, so that id and scope decide the order too. */
  const timeOf = (index: number) => `2026-03-02T14:00:${String(index % 7).padStart(2, '0')}.000001Z`;

  it('walks every row once, newest first, while newer rows arrive', async () => {
    const before = Array.from({ length: 60 }, (_, index) => `pay_${index}`);
    for (const [index, id] of before.entries()) {
      await store(api.sql, 'payouts', payout({ id }), { listedAt: timeOf(index) });
    }
    const seen: string[] = [];
    let path = '/v1/payouts?limit=7';
    for (let page = 0; page < 100; page += 1) {
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      seen.push(...idsOf(body));
      await store(api.sql, 'payouts', payout({ id: `late_${page}` }), { listedAt: '2026-03-03T00:00:00.000000Z' });
      if (body.next_cursor === null) break;
      path = `/v1/payouts?limit=7&cursor=${body.next_cursor}`;
    }
    expect(seen).toHaveLength(before.length);
    expect([...seen].sort()).toEqual([...before].sort());
    const order = seen.map((id) => `${timeOf(Number(id.slice(4)))} ${id}`);
    expect(order).toEqual([...order].sort().reverse());
  });

  it('tells rows apart that share time and id, by their scope', async () => {
    for (const source of ['a', 'b', 'c']) {
      const view = directDebit({ id: 'same', source });
      await store(api.sql, 'direct_debits', view, { scope: `mono-nigeria/${source}` });
    }
    const sources: unknown[] = [];
    let path = '/v1/direct-debits?limit=1';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await api.get(path);
      sources.push(...body.data.map(({ source }) => source));
      path = `/v1/direct-debits?limit=1&cursor=${body.next_cursor ?? ''}`;
      if (page === 2) expect(body.next_cursor).toBeNull();
    }
    expect(sources).toEqual(['a', 'b', 'c']);
  });

  it('has a last page that says so, also when it is full', async () => {
    await store(api.sql, 'collection_intents', intent({ id: 'one' }));
    expect((await api.get('/v1/collection-intents?limit=1')).body).toMatchObject({ next_cursor: null });
  });
});

describe('filters', () => {
  beforeAll(async () => {
    const listed = (day: number) => ({ listedAt: `2026-04-0${day}T00:00:00.000000Z` });
    await store(api.sql, 'transfers', transfer({ id: 'out', batch_id: 'bat_1', external_id: 'e-1' }), listed(1));
    await store(
      api.sql,
      'transfers',
      transfer({ id: 'in', direction: 'incoming', state: 'credited', account_id: 'bnk_2', rail: 'breb' }),
      listed(2),
    );
    await store(
      api.sql,
      'transfers',
      transfer({ id: 'ng', provider: 'mono-nigeria', source: 'lagos', rail: null }),
      listed(3),
    );
    await store(api.sql, 'transfer_batches', batch({ id: 'b-api' }));
    await store(api.sql, 'transfer_batches', batch({ id: 'b-file', origin: 'file' }));
    await store(api.sql, 'direct_debits', directDebit({ id: 'm-1', kind: 'mandate_debit', mandate_id: 'mmc_1' }));
  });

  it.each([
    ['/v1/transfers', ['ng', 'in', 'out']],
    ['/v1/transfers?direction=incoming', ['in']],
    ['/v1/transfers?state=credited', ['in']],
    ['/v1/transfers?state=nothing-has-it', []],
    ['/v1/transfers?account_id=bnk_2', ['in']],
    ['/v1/transfers?rail=turbo', ['out']],
    ['/v1/transfers?provider=mono-nigeria', ['ng']],
    ['/v1/transfers?source=lagos', ['ng']],
    ['/v1/transfers?external_id=e-1', ['out']],
    ['/v1/transfers?batch_id=bat_1', ['out']],
    ['/v1/transfers?direction=outgoing&state=in_progress&provider=mono-colombia', ['out']],
    ['/v1/transfers?from=2026-04-02T00:00:00Z', ['ng', 'in']],
    ['/v1/transfers?to=2026-04-02T00:00:00.000000Z', ['out']],
    ['/v1/transfers?from=2026-04-02&to=2026-04-03', ['in']],
    ['/v1/transfers?from=2026-04-01T19:00:00-05:00&to=2026-04-02T00:00:00.000001Z', ['in']],
    ['/v1/transfer-batches?origin=file', ['b-file']],
    ['/v1/direct-debits?kind=mandate_debit', ['m-1']],
    ['/v1/direct-debits?mandate_id=mmc_1', ['m-1']],
  ])('%s lists %j', async (path, ids) => {
    expect(await idsAt(path)).toEqual(ids);
  });

  it.each([
    'colour=blue',
    'direction=sideways',
    'provider=stripe',
    'state=',
    'state=a&state=b',
    'state=%00',
    `state=${'a'.repeat(300)}`,
    'from=yesterday',
    'from=2026-02-30',
    'from=2026-13-01T00:00:00Z',
    'from=1969-12-31T23:59:59Z',
    'to=99999-01-01T00:00:00Z',
    'kind=directpay',
    'toString=1',
    "state'%20or%201=1",
  ])('refuses ?%s', async (query) => {
    expect(await api.get(`/v1/transfers?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_filter' } });
  });

  it('takes quotes and other letters as they are', async () => {
    expect(await idsAt(`/v1/transfers?state=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
    expect(await idsAt(`/v1/transfers?external_id=${encodeURIComponent('número ’ 🙂')}`)).toEqual([]);
    expect(await idsAt('/v1/transfers?state=%ff%fe')).toEqual([]);
  });
});

describe.each(['transfers', 'transfer-batches', 'collection-intents', 'payouts', 'direct-debits'])('/v1/%s', (path) => {
  it.each([
    ['limit=0', 'invalid_limit'],
    ['limit=201', 'invalid_limit'],
    ['limit=ten', 'invalid_limit'],
    ['limit=1&limit=2', 'invalid_limit'],
    ['cursor=', 'invalid_cursor'],
    ['cursor=hello', 'invalid_cursor'],
    [`cursor=${Buffer.from('[1,{"list":"payouts"}]').toString('base64url')}`, 'invalid_cursor'],
    [`cursor=${'A'.repeat(5_000)}`, 'invalid_cursor'],
    ['nothing_like_it=1', 'invalid_filter'],
  ])('?%s is %s', async (query, code) => {
    expect(await api.get(`/v1/${path}?${query}`)).toMatchObject({ status: 400, body: { code } });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('does not know %s', async (method) => {
    const answer = await fetch(`${api.url}/v1/${path}`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
