import type { Sql } from '#persistence';
import type { Context, Projection } from '../context.js';
import type { Difference } from './difference.js';

/** More have one cause. */
const ROWS_MAX = 1_000;

/** How far the clocks of two machines may be apart: `received_at` and `listed_at` are told by an app, the rest by the database. */
const CLOCKS_APART = `interval '5 minutes'`;

/**
 * What tells when we learned something is in no log, and cannot be folded anew. It has bounds all the same: nothing was
 * learned before the first event of its entity was claimed, nor later than now, and a sequence was given out once.
 */
export const learnedOutOfBounds = async (sql: Sql, context: Context): Promise<Difference[]> => {
  const found = await eventsOutOfBounds(sql, context);
  for (const projection of context.projections.values()) {
    found.push(...(await rowsOutOfBounds(sql, context, projection)));
  }
  return found;
};

const eventsOutOfBounds = async (sql: Sql, { schema }: Context): Promise<Difference[]> => {
  const rows = await sql.query<{ scope: string; id: string }>(
    `select scope, event_id as id from ${schema}.events
     where claimed_at > clock_timestamp() or claimed_at < received_at - ${CLOCKS_APART}
     order by id, scope limit ${String(ROWS_MAX)}`,
  );
  const table = `${schema}.events`;
  const detail = 'It cannot have been claimed then';
  return rows.map((row) => ({ table, problem: 'broken', ...row, fields: ['claimed_at'], detail }));
};

const rowsOutOfBounds = async (sql: Sql, { schema }: Context, { fold, table }: Projection): Promise<Difference[]> => {
  const rows = await sql.query<{ scope: string; id: string; fields: string[] }>(
    `select id, scope, fields from (
       select t.id, t.scope, array_remove(array[
         case when t.recorded_at not between e.first and clock_timestamp() then 'recorded_at' end,
         case when t.view ->> 'created_at' is null
               and t.listed_at not between e.first - ${CLOCKS_APART} and clock_timestamp() + ${CLOCKS_APART}
              then 'listed_at' end,
         case when t.sequence not between 1 and s.last_value or count(*) over (partition by t.sequence) > 1
              then 'sequence' end
       ], null) as fields
       from ${table} t
       cross join ${schema}.outbox_sequence s
       join (select entity_id, scope, min(claimed_at) as first from ${schema}.events where kind = $1 group by 1, 2) e
         on e.entity_id = t.id and e.scope = t.scope
     ) learned where fields <> '{}' order by id, scope limit ${String(ROWS_MAX)}`,
    [fold.kind],
  );
  return rows.map((row) => ({ table, problem: 'broken', ...row, detail: 'It cannot have been learned so' }));
};
