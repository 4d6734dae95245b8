import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import type { Context } from '../context.js';
import type { Difference } from './difference.js';

/**
 * SQL: how far the clock of an app may be from that of the database. Signatures, certificates and tokens fail long before;
 * a log that says more was told so by somebody.
 */
export const CLOCKS_APART = `interval '1 day'`;
const CLOCKS_APART_MS = 86_400_000;

/** SQL: the columns of a row that nobody can have learned so, separated by commas. */
export const impossibleColumns = (schema: string): string => `concat_ws(',',
  case when recorded_at > clock_timestamp() then 'recorded_at' end,
  case when listed_at > clock_timestamp() + ${CLOCKS_APART} then 'listed_at' end,
  case when sequence not between 1 and (select coalesce(pg_sequence_last_value('${schema}.outbox_sequence'), 0)) then 'sequence' end)`;

/** What a row says of when we learned it. */
export interface LearnedColumns {
  readonly recorded_at: string;
  readonly listed_at: string;
  /** Of `impossibleColumns`. */
  readonly impossible: string;
}

/**
 * What tells when we learned something is in no log, and cannot be folded anew. It has bounds all the same: nothing was
 * learned before the first event of its entity was claimed, nor later than now, and a sequence was given out.
 *
 * @returns the columns of a row that are beyond them
 */
export const learnedWrongly = (
  row: LearnedColumns,
  { firstClaimedAt, createdAt }: { readonly firstClaimedAt: Instant; readonly createdAt: string | null },
): string[] => {
  const early = Date.parse(row.listed_at) < Date.parse(firstClaimedAt) - CLOCKS_APART_MS;
  const fields = [
    ...(row.impossible === '' ? [] : row.impossible.split(',')),
    ...(row.recorded_at < firstClaimedAt ? ['recorded_at'] : []),
    ...(early ? ['listed_at'] : []),
  ];
  // A provider may name any moment; that the row is listed by it is compared with the fold.
  return createdAt === null ? fields : fields.filter((name) => name !== 'listed_at');
};

/** More have one cause. */
const ROWS_MAX = 1_000;

/** Rows of one context that have a sequence which others have too: each change was given its own. */
export const sequencesGivenTwice = async (sql: Sql, { projections }: Context): Promise<Difference[]> => {
  const all = [...projections.values()]
    .map(({ table }) => `select '${table}' as table, id, scope, sequence from ${table}`)
    .join(' union all ');
  const rows = await sql.query<{ table: string; id: string; scope: string }>(
    `with given as (${all})
     select "table", id, scope from given
     where sequence in (select sequence from given group by 1 having count(*) > 1)
     order by 1, 2, 3 limit ${String(ROWS_MAX)}`,
  );
  const detail = 'Another row has the same';
  return rows.map((row) => ({ ...row, problem: 'broken', fields: ['sequence'], detail }));
};
