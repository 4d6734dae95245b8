import { z } from 'zod';
import type { BalancesAt } from '#contracts';
import { ProblemError } from '#http';
import { instantOf, systemClock } from '#kernel';
import type { Sql } from '#persistence';
import { exactMoment } from '../entities/filters.js';
import { AccountQuery, type AccountFamily, findAccount } from './accounts.js';

export const BalancesQuery = z.strictObject({
  ...AccountQuery.shape,
  as_of: exactMoment.meta({
    format: 'date-time',
    description: 'What had happened by then: ISO 8601 with a time, inclusive',
  }),
  known_at: exactMoment.meta({
    format: 'date-time',
    description: 'What was recorded by then: inclusive, and at least ten seconds ago',
  }),
});
export type BalancesQuery = z.infer<typeof BalancesQuery>;

/** A transaction that records lasts no longer: what was known this long ago stays what was known. */
const KNOWN_AFTER_MS = 10_000;

/**
 * Balances on two axes, both inclusive: what had happened by `as_of`, of what was recorded by `known_at`. Back-dated
 * entries that are heard later are in the first and not in the second.
 *
 * @throws ProblemError `not_found`; `invalid_filter` for a `known_at` of the last ten seconds, whose answer may change
 */
export const balancesAt = async (
  sql: Sql,
  family: AccountFamily,
  id: string,
  query: BalancesQuery,
): Promise<BalancesAt> => {
  const { as_of: asOf, known_at: knownAt } = query;
  if (knownAt !== undefined && knownAt > instantOf(systemClock.now() - KNOWN_AFTER_MS)) {
    throw new ProblemError(
      'invalid_filter',
      'known_at: must be at least ten seconds ago, so that it stays what was known.',
    );
  }
  const account = await findAccount(sql, family, id, query);
  const self = `/v1/${family.path}/${encodeURIComponent(account.account_id)}`;
  const unbound = asOf === undefined && knownAt === undefined;
  return {
    account_id: account.account_id,
    as_of: asOf ?? null,
    known_at: knownAt ?? null,
    balances: unbound ? account.balances : await sums(sql, account, asOf, knownAt),
    links: { account: self, entries: `${self}/entries` },
  };
};

const sums = (
  sql: Sql,
  { account_id, account_scope }: { readonly account_id: string; readonly account_scope: string },
  asOf: string | undefined,
  knownAt: string | undefined,
): Promise<BalancesAt['balances']> =>
  sql.query(
    `with sums as (
       select currency,
              coalesce(sum(amount) filter (where bucket = 'available'), 0) as available,
              coalesce(sum(amount) filter (where bucket = 'pending'), 0) as pending
       from ledger.postings
       where account_id = $1 and account_scope = $2 and ($3::timestamptz is null or effective_at <= $3)
         and ($4::timestamptz is null or recorded_at <= $4)
       group by currency
     )
     select b.currency, coalesce(s.available, 0)::text as available, coalesce(s.pending, 0)::text as pending,
            coalesce(s.available + s.pending, 0)::text as total
     from ledger.balances b left join sums s using (currency)
     where b.account_id = $1 and b.account_scope = $2 order by b.currency`,
    [account_id, account_scope, asOf ?? null, knownAt ?? null],
  );
