/** What was known stays what was known, whatever is being written. Asserted on: answers over HTTP. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BalancesAt } from '#contracts';
import { at, cop, movement, tellLedger } from '../../test/movements.js';
import { runningApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.close());

const credit = (id: string) =>
  movement(id, {
    ...{ operation_type: 'credit', amount: cop(100), origin: 'payout', details: { account_id: 'lacc_1' } },
    ...at('10:00:00'),
  });
const asked = (knownAt: string) => api.get(`/v1/ledger/accounts/lacc_1/balances?known_at=${knownAt}`);
const available = async (knownAt: string) => BalancesAt.parse((await asked(knownAt)).body).balances[0]?.available;

it('is not told of a moment at which something was recorded that is not committed yet; before it, it is', async () => {
  await tellLedger(api)('mono.ledger.v1', credit('ltx_1'));
  // A whole second later: when a write began is known by the second.
  await api.sql.query('select pg_sleep(1.1)');
  const { before, during } = await api.sql.transaction(async (sql) => {
    const within = { ...api, sql: { ...api.sql, transaction: <T>(work: (of: typeof sql) => Promise<T>) => work(sql) } };
    // Its own topic, so that the checkpoint of the first is not waited for.
    await tellLedger(within)('mono.transfers.v1', credit('ltx_2'));
    const [moments] = await sql.query<{ before: string; during: string }>(
      `select date_trunc('second', now()) - interval '1 microsecond' as before, clock_timestamp() as during`,
    );
    if (!moments) throw new Error('unreachable');
    // Later than the ten seconds in which nothing is told at all.
    await sql.query('select pg_sleep(10.5)');
    expect(await asked(moments.during)).toMatchObject({ status: 400, body: { code: 'invalid_filter' } });
    expect(await available(moments.before)).toBe('100');
    return moments;
  });
  expect(await available(before)).toBe('100');
  expect(await available(during)).toBe('200');
}, 60_000);
