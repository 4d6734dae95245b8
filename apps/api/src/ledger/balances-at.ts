import { z } from 'zod';
import { oldestWriting } from '#contexts';
import type { BalancesAt } from '#contracts';
import { ProblemError } from '#http';
import { instantOf, systemClock, type Instant } from '#kernel';
import type { Sql } from '#persistence';
import { exactMoment } from '../entities/filters.js';
import { accountLink, AccountQuery, type AccountFamily, findAccount } from './accounts.js';

export const BalancesQuery = z.strictObject({
  ...AccountQuery.shape,
  as_of: exactMoment.meta({
    format: 'date-time',
    description: 'What had happened by then: ISO 8601 with a time, inclusive',
  }),
  known_at: exactMoment.meta({
    format: 'date-time',
    description:
      'What was recorded by then: inclusive, at least ten seconds ago, and before any write of the ledger that still runs began',
  }),
});
export type BalancesQuery = z.infer<typeof BalancesQuery>;

/** What is recorded from now on is recorded later than this by the database's clock, however it differs from ours. */
const KNOWN_AFTER_MS = 10_000;

/**
 * Balances on two axes, both inclusive: what had happened by `as_of`, of what was recorded by `known_at`. Back-dated
 * entries that are heard later are in the first and not in the second.
 *
 * @throws ProblemError `not_found`; `invalid_filter` for a `known_at` whose answer may change: one of the last ten
 *   seconds, or one at which a transaction had begun that writes entries and still runs
 */
export const balancesAt = async (
  sql: Sql,
  family: AccountFamily,
  id: string,
  query: BalancesQuery,
): Promise<BalancesAt> => {
  const { as_of: asOf, known_at: knownAt } = query;
  if (knownAt !== undefined) await refuseUnsettled(sql, knownAt);
  const account = await findAccount(sql, family, id, query);
  const unbound = asOf === undefined && knownAt === undefined;
  return {
    account_id: account.account_id,
    as_of: asOf ?? null,
    known_at: knownAt ?? null,
    balances: unbound ? account.balances : await sums(sql, account, asOf, knownAt),
    links: { account: accountLink(family, account), entries: accountLink(family, account, '/entries') },
  };
};

/** It looks before the sums are read: what is committed in between is in them. */
const refuseUnsettled = async (sql: Sql, knownAt: Instant): Promise<void> => {
  if (knownAt > instantOf(systemClock.now() - KNOWN_AFTER_MS)) {
    throw new ProblemError(
      'invalid_filter',
      'known_at: must be at least ten seconds ago, so that it stays what was known.',
    );
  }
  const began = await oldestWriting(sql);
  if (began === undefined || knownAt < began) return;
  throw new ProblemError(
    'invalid_filter',
    `known_at: must be before ${began}, when a write of the ledger began that still runs. Ask again when it is done.`,
  );
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
