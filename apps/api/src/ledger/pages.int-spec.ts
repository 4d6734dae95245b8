/** Lists of the ledger where rows tie: at one moment, or under one id of a live and of a test account. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BalancesAt, LedgerAccount } from '#contracts';
import { runningApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;

beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.close());

const Page = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable() });

describe('movements that became unrouted in one transaction', () => {
  it('are all on some page, each once', async () => {
    await api.sql.query(
      `insert into ledger.unrouted (kind, scope, cause_id, ordinal, operation, amount, currency, origin, event_id, since)
       select kind, scope, 'cause', ordinal, 'credit', ordinal, 'COP', 'payout', repeat('0', 64), '2026-03-02T00:00:00Z'
       from unnest(array['transfer', 'collection_intent']) kind, unnest(array['one', 'other']) scope,
            generate_series(0, 1) ordinal`,
    );
    const amounts: unknown[] = [];
    let pages = 0;
    for (let cursor = ''; pages < 20; pages += 1) {
      const { data, next_cursor: next } = Page.parse(
        (await api.get(`/v1/ledger/unrouted?limit=3${cursor && `&cursor=${cursor}`}`)).body,
      );
      amounts.push(...data);
      if (next === null) break;
      cursor = next;
    }
    expect([amounts.length, pages]).toEqual([8, 2]);
  });
});

describe('an account of tests with the id of a live one', () => {
  const balance = (scope: string, live: boolean, available: number) =>
    api.sql.query(
      `insert into ledger.balances (account_id, account_scope, currency, kind, provider, livemode, available, pending,
                                    entries, last_entry, last_effective_at, sequence)
       values ('external/twin', $1, 'COP', 'external', 'mono-colombia', $2, $3, 0, 0, '', now(), 0)`,
      [scope, live, available],
    );
  const availableOn = async (account: string | undefined): Promise<unknown> =>
    LedgerAccount.parse((await api.get(account ?? '')).body).balances.map(({ available }) => available);

  it('is what its own links lead to', async () => {
    await balance('mono-colombia', true, 700);
    await balance('mono-colombia/test', false, 1);
    for (const [mode, available] of [
      ['true', '700'],
      ['false', '1'],
    ]) {
      const { body } = await api.get(`/v1/ledger/accounts?kind=external&livemode=${mode ?? ''}`);
      const { links } = LedgerAccount.array().parse(body.data)[0] ?? {};
      expect(await availableOn(links?.self)).toEqual([available]);
      const at = BalancesAt.parse((await api.get(links?.balances ?? '')).body);
      expect(at.balances).toMatchObject([{ available }]);
      expect(await availableOn(at.links.account)).toEqual([available]);
    }
  });
});
