import { z } from 'zod';
import { InstantView, type Hold } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery, positionText } from '#http';
import type { Sql } from '#persistence';
import { AccountQuery, type AccountFamily, findAccount } from './accounts.js';

export const HoldsQuery = z.strictObject({
  ...PagingQuery,
  ...AccountQuery.shape,
  open: z.enum(['true', 'false']).optional().meta({ description: 'Only holds that are open, or only closed ones' }),
});
export type HoldsQuery = z.infer<typeof HoldsQuery>;

const Position = z.strictObject({
  list: z.literal('holds'),
  held_at: InstantView,
  origin: positionText,
  id_in_origin: positionText,
  currency: positionText,
});

/** An entry `e` of the account that counts: it takes nothing back, and nothing takes it back. */
const IN_FORCE = `e.kind = 'ledger_transaction' and e.account_id = $1 and e.account_scope = $2 and e.reverses is null
      and not exists (select from ledger.entries c where c.reverses = e.id)`;

/**
 * From the account's entries that set aside, by their index and from the cursor on, to the others of the same cause: what
 * else was ever booked on the account is not read. A cause that set aside more than once stands at its first.
 */
const SELECT_HOLDS = `
  select h.origin, h.id_in_origin, h.currency, s.held::text, s.released::text, s.settled::text,
         (s.held - s.released)::text as open, h.held_at, s.changed_at
  from (
    select e.id, e.origin, t.id_in_origin, e.currency, e.effective_at as held_at
    from ledger.entries e join ledger.transactions t on t.id = e.cause_id and t.scope = e.scope
    where e.operation = 'hold' and t.id_in_origin is not null and ${IN_FORCE}
      and ($5::timestamptz is null or e.effective_at <= $5)
  ) h
  cross join lateral (
    select coalesce(sum(e.amount) filter (where e.operation = 'hold'), 0) as held,
           coalesce(sum(e.amount) filter (where e.operation = 'release'), 0) as released,
           coalesce(sum(e.amount) filter (where e.operation = 'debit'), 0) as settled,
           max(e.effective_at) as changed_at,
           bool_and(e.operation <> 'hold' or (e.effective_at, e.id) >= (h.held_at, h.id)) as is_first
    from ledger.transactions t join ledger.entries e on e.cause_id = t.id and e.scope = t.scope
    where t.id_in_origin = h.id_in_origin and e.origin = h.origin and e.currency = h.currency and ${IN_FORCE}
  ) s
  where s.is_first and ($3::bool is null or (s.held > s.released) = $3) and (not $4::bool or s.settled > 0)
    and ($5::timestamptz is null or (h.held_at, h.origin, h.id_in_origin, h.currency) < ($5, $6, $7, $8))
  order by h.held_at desc, h.origin desc, h.id_in_origin desc, h.currency desc limit $9`;

/**
 * What was set aside on an account, by cause and currency, newest first: how much was released, and how much debited for
 * the same cause. Only entries in force count: one that was taken back by a correction never was.
 *
 * @param settled only holds with debits that settled them
 * @throws ProblemError `not_found`
 */
export const listHolds = async (
  sql: Sql,
  family: AccountFamily,
  id: string,
  query: HoldsQuery,
  settled: boolean,
): Promise<{ data: Hold[]; next_cursor: string | null }> => {
  const { limit, cursor, open } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const { account_id, account_scope } = await findAccount(sql, family, id, query);
  const rows = await sql.query<Hold>(SELECT_HOLDS, [
    ...[account_id, account_scope, open ?? null, settled],
    ...[after?.held_at ?? null, after?.origin ?? null, after?.id_in_origin ?? null, after?.currency ?? null],
    limit + 1,
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { data: page, next_cursor: last ? encodeCursor(positionOf(last)) : null };
};

const positionOf = ({ held_at, origin, id_in_origin, currency }: Hold) => ({
  list: 'holds',
  held_at,
  origin,
  id_in_origin,
  currency,
});
