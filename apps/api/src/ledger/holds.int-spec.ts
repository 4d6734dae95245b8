/**
 * Holds of an account that all money passes through, over rows as the ledger writes them. Asserted on: the answers, and
 * how many rows the database reads for one page.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hold } from '#contracts';
import type { Sql } from '#persistence';
import { runningApi, type RunningApi } from '../../test/running-api.js';
import { LEDGER_ACCOUNTS } from './accounts.js';
import { type HoldsQuery, listHolds } from './holds.js';

const CAUSES = 2_000;
let api: RunningApi;

/** Every cause credits ten times, sets aside and debits once, and of some all or a part is released. */
const MOVEMENTS = `
  select n, op.name || '_' || op.nth || '_' || n as id, op.name as operation, op.nth,
         case when n % 7 = 0 then 'card_transaction' else 'payout' end as origin,
         -- some causes set aside twice, as they share their id with the one before; some moments are shared by several
         'cpout_' || n - (n % 5 = 1)::int as id_in_origin,
         timestamptz '2026-03-02T00:00:00Z' + (n / 3) * interval '1 second' + op.later as effective_at
  from generate_series(1, ${String(CAUSES)}) n
  cross join lateral (
    select 'credit' as name, nth, interval '0' as later from generate_series(1, 10) nth
    union all values ('hold', 1, interval '0'), ('debit', 1, interval '9 seconds')
    union all select 'release', 1, interval '9 seconds' where n % 3 > 0) op`;

const book = async (): Promise<void> => {
  await api.sql.query(
    `insert into ledger.balances (account_id, account_scope, currency, kind, provider, livemode, available, pending,
                                  entries, last_entry, last_effective_at, sequence)
     values ('lacc_pool', 'mono-colombia', 'COP', 'ledger', 'mono-colombia', true, 0, 0, 0, '', now(), 0)`,
  );
  await api.sql.query(
    `insert into ledger.transactions (id, scope, provider, source, livemode, final, conflicted, origin, id_in_origin,
                                      view, fold, last_position, listed_at, sequence)
     select id, 'mono-colombia', 'mono-colombia', 'mono-colombia', true, true, false, origin, id_in_origin,
            '{}', '{}', '', effective_at, 0 from (${MOVEMENTS}) m`,
  );
  const insert = `insert into ledger.entries (id, kind, scope, cause_id, ordinal, version, account_scope, account_id,
                                              operation, amount, currency, origin, effective_at, event_id, reverses)`;
  await api.sql.query(
    `${insert} select id || '/1', 'ledger_transaction', 'mono-colombia', id, 0, 1, 'mono-colombia', 'lacc_pool',
                      operation, 100 - (operation = 'release' and n % 3 = 1)::int, 'COP', origin, effective_at, '', null
               from (${MOVEMENTS}) m`,
  );
  // Some holds were none: taken back at the moment that they had.
  await api.sql.query(
    `${insert} select cause_id || '/2', kind, scope, cause_id, 0, 2, account_scope, account_id, 'release', amount, currency,
                      origin, effective_at, '', id
               from ledger.entries where operation = 'hold' and cause_id like '%5'`,
  );
  await api.sql.query('analyze ledger.entries, ledger.transactions');
};

/** All that is set aside, summed over all entries of the account: what pages of it must add up to. */
const SUMMED = `
  select origin, id_in_origin, currency, held::text, released::text, settled::text, (held - released)::text as open,
         held_at, changed_at
  from (select e.origin, t.id_in_origin, e.currency,
               coalesce(sum(amount) filter (where operation = 'hold'), 0) as held,
               coalesce(sum(amount) filter (where operation = 'release'), 0) as released,
               coalesce(sum(amount) filter (where operation = 'debit'), 0) as settled,
               min(effective_at) filter (where operation = 'hold') as held_at, max(effective_at) as changed_at
        from ledger.entries e join ledger.transactions t on t.id = e.cause_id and t.scope = e.scope
        where e.reverses is null and not exists (select from ledger.entries c where c.reverses = e.id)
        group by e.origin, t.id_in_origin, e.currency having bool_or(operation = 'hold')) holds
  where ($1::bool is null or (held > released) = $1)
  order by held_at desc, origin desc, id_in_origin desc, currency desc`;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** Rows that the scans of a plan have met, those that they threw away too. */
const rowsRead = (plan: Plan): number => {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  const below = (plan.Plans ?? []).map(rowsRead).reduce((sum, rows) => sum + rows, 0);
  return below + (plan['Node Type'].includes('Scan') ? own : 0);
};

/** A database that counts what its statements read. */
const counting = (sql: Sql): { readonly sql: Sql; read: () => number } => {
  let rows = 0;
  const query: Sql['query'] = async (text, parameters) => {
    const [explained] = await sql.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, timing off, format json) ${text}`,
      parameters,
    );
    rows += explained ? rowsRead(explained['QUERY PLAN'][0].Plan) : Infinity;
    return sql.query(text, parameters);
  };
  return { sql: { query }, read: () => rows };
};

const page = (sql: Sql, query: Partial<HoldsQuery>) =>
  listHolds(sql, LEDGER_ACCOUNTS, 'lacc_pool', { limit: 50, ...query }, false);

beforeAll(async () => {
  api = await runningApi();
  await book();
});
afterAll(() => api.close());

describe('the holds of an account that all money passes through', () => {
  it.each(['true', 'false', undefined] as const)(
    'are, page by page, what all entries sum up to: open=%s',
    async (open) => {
      const seen: Hold[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const { data, next_cursor } = await page(api.sql, { limit: 190, open, cursor });
        seen.push(...data);
        cursor = next_cursor;
      }
      const summed = await api.sql.query<Hold>(SUMMED, [open ?? null]);
      expect(summed.length).toBeGreaterThan(400);
      expect(seen).toEqual(summed);
    },
  );

  it('cost what is on the page, not what was ever booked', async () => {
    const first = counting(api.sql);
    const { next_cursor } = await page(first.sql, { limit: 10 });
    const next = counting(api.sql);
    await page(next.sql, { limit: 10, cursor: next_cursor ?? '' });
    // Eleven holds, and of each some twelve entries with their causes; 26,000 entries stand on the account.
    expect(first.read()).toBeLessThan(1_500);
    expect(next.read()).toBeLessThan(1_500);
  });
});
