import { z } from 'zod';
import { InstantView, type Hold } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery } from '#http';
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
  origin: z.string(),
  id_in_origin: z.string(),
  currency: z.string(),
});

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
  const rows = await sql.query<Hold>(
    `with in_force as (
       select e.*, t.id_in_origin from ledger.entries e
       join ledger.transactions t on e.kind = 'ledger_transaction' and t.id = e.cause_id and t.scope = e.scope
       where e.account_id = $1 and e.account_scope = $2 and e.reverses is null and t.id_in_origin is not null
         and not exists (select 1 from ledger.entries c where c.reverses = e.id)
     ), holds as (
       select origin, id_in_origin, currency,
              coalesce(sum(amount) filter (where operation = 'hold'), 0) as held,
              coalesce(sum(amount) filter (where operation = 'release'), 0) as released,
              coalesce(sum(amount) filter (where operation = 'debit'), 0) as settled,
              min(effective_at) filter (where operation = 'hold') as held_at, max(effective_at) as changed_at
       from in_force group by origin, id_in_origin, currency
       having bool_or(operation = 'hold')
     )
     select origin, id_in_origin, currency, held::text, released::text, settled::text, (held - released)::text as open,
            held_at, changed_at
     from holds
     where ($3::bool is null or (held > released) = $3) and (not $4::bool or settled > 0)
       and ($5::timestamptz is null or (held_at, origin, id_in_origin, currency) < ($5, $6, $7, $8))
     order by held_at desc, origin desc, id_in_origin desc, currency desc limit $9`,
    [
      ...[account_id, account_scope, open ?? null, settled],
      ...[after?.held_at ?? null, after?.origin ?? null, after?.id_in_origin ?? null, after?.currency ?? null],
      limit + 1,
    ],
  );
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
