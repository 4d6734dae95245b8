import type { Sql } from '#persistence';
import type { Projection } from '../context.js';
import { columnsOf } from '../projection-rows.js';
import { impossibleColumns, type LearnedColumns } from './learned.js';

/** A row of a projection as its table holds it: JSON as text, so that equal texts need no reading. */
export type TableRow = Readonly<Record<string, unknown>> &
  LearnedColumns & {
    readonly id: string;
    readonly scope: string;
    readonly view: string;
    readonly fold: string;
    readonly fold_version: number;
    readonly last_position: string;
    readonly sequence: bigint;
  };

/** What finds a row among those of its table. */
export const rowKey = (scope: string, id: string): string => `${id}\n${scope}`;

/** The rows of some entities, as far as they have one, by their key. */
export const readTableRows = async (
  sql: Sql,
  projection: Projection,
  refs: readonly { readonly scope: string; readonly entityId: string }[],
): Promise<Map<string, TableRow>> => {
  if (refs.length === 0) return new Map();
  const rows = await sql.query<TableRow>(
    `select ${selected(projection)} from ${projection.table}
     join unnest($1::text[], $2::text[]) as ref (id, scope) using (id, scope)`,
    [refs.map(({ entityId }) => entityId), refs.map(({ scope }) => scope)],
  );
  return new Map(rows.map((row) => [rowKey(row.scope, row.id), row]));
};

/** Rows of entities of which the log has no event. */
export const readOrphans = (sql: Sql, schema: string, projection: Projection): Promise<TableRow[]> =>
  sql.query<TableRow>(
    `select ${selected(projection)} from ${projection.table} t
     where not exists (
       select 1 from ${schema}.events e where e.entity_id = t.id and e.kind = $1 and e.scope = t.scope)
     order by id, scope`,
    [projection.fold.kind],
  );

const selected = (projection: Projection): string =>
  [
    ...columnsOf(projection).map(({ name, type }) => (type === 'json' ? `${name}::text as ${name}` : name)),
    'recorded_at',
    `${impossibleColumns(projection.table.split('.')[0] ?? '')} as impossible`,
  ].join(', ');
