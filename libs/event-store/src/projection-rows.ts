import type { BaseView } from '#contracts';
import { joinedJson, jsonTexts, storableJson, storableText, type Sql } from '#persistence';
import type { Projection } from './context.js';
import type { FoldedEntity } from './fold-entity.js';

/** A projection's row: the folded entity, and when we learned it. */
export interface ProjectionRow extends FoldedEntity<BaseView, unknown> {
  /** The view as it is stored and published. */
  readonly viewText: string;
  readonly scope: string;
  readonly listedAt: string;
  readonly sequence: bigint;
}

/** A row as another transaction left it. */
export interface KnownRow extends ProjectionRow {
  readonly id: string;
  /** Of the fold that wrote it: another version's memory means nothing to ours. */
  readonly foldVersion: number;
}

interface StoredRow {
  id: string;
  scope: string;
  view: BaseView;
  fold: ProjectionRow['fold'];
  fold_version: number;
  last_position: string;
  listed_at: string;
  sequence: bigint;
}

/** The rows of some entities, as far as they have one. */
export const readRows = async (
  sql: Sql,
  { table }: Projection,
  refs: readonly { readonly scope: string; readonly entityId: string }[],
): Promise<KnownRow[]> => {
  if (refs.length === 0) return [];
  const rows = await sql.query<StoredRow>(
    `select id, scope, view, fold, fold_version, last_position, listed_at, sequence
     from ${table} join unnest($1::text[], $2::text[]) as ref (id, scope) using (id, scope)`,
    [refs.map(({ entityId }) => entityId), refs.map(({ scope }) => scope)],
  );
  return rows.map(({ id, scope, view, fold, fold_version, last_position, listed_at, sequence }) => ({
    id,
    scope,
    view,
    viewText: storableJson(view),
    fold,
    foldVersion: fold_version,
    position: last_position,
    listedAt: listed_at,
    sequence,
  }));
};

/** A column that every batch writes, and what it holds of a row. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly of: (row: ProjectionRow) => unknown;
}

/**
 * Columns are there to be looked up, and an index takes 2,704 bytes a row at most: a wider text would break its
 * transaction. 512 characters have 1,536 bytes at most, which leaves room for the id beside them, and are twice what a
 * filter may have. The view holds the whole.
 */
const COLUMN_TEXT_MAX = 512;

const columnText = (text: string): string => storableText(text.slice(0, COLUMN_TEXT_MAX));

const COMMON: readonly Column[] = [
  { name: 'id', type: 'text', of: ({ view }) => view.id },
  { name: 'scope', type: 'text', of: ({ scope }) => scope },
  { name: 'provider', type: 'text', of: ({ view }) => view.provider },
  { name: 'source', type: 'text', of: ({ view }) => view.source },
  { name: 'livemode', type: 'bool', of: ({ view }) => view.livemode },
  { name: 'state', type: 'text', of: ({ view }) => view.state && columnText(view.state) },
  { name: 'final', type: 'bool', of: ({ view }) => view.final },
  { name: 'conflicted', type: 'bool', of: ({ view }) => view.conflicted },
  { name: 'view', type: 'json', of: ({ viewText }) => viewText },
  { name: 'fold', type: 'json', of: ({ fold }) => storableJson(fold) },
  { name: 'last_position', type: 'text', of: ({ position }) => storableText(position) },
  { name: 'listed_at', type: 'timestamptz', of: ({ listedAt }) => listedAt },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence.toString() },
];

/** All columns that follow from a row; when it is written, `recorded_at`, the database says. */
export const columnsOf = (projection: Projection): readonly Column[] => [
  ...COMMON,
  { name: 'fold_version', type: 'int', of: () => projection.fold.version },
  ...projection.columns.map(({ name, type, of }): Column => ({
    name,
    type,
    of: ({ view }) => {
      const value = of(view);
      return value === null ? null : columnText(value);
    },
  })),
];

/**
 * Writes rows, whole, one statement for all of a projection. A new sequence is a change that is told to others, and is
 * recorded when it is written: a rebuild has begun long before.
 */
export const writeRows = async (sql: Sql, projection: Projection, rows: readonly ProjectionRow[]): Promise<void> => {
  if (rows.length === 0) return;
  const columns = columnsOf(projection);
  const names = columns.map(({ name }) => name);
  const sorted = [...rows].sort((a, b) => (a.view.id < b.view.id ? -1 : 1));
  await sql.query(
    `insert into ${projection.table} as row (${names.join(', ')}, recorded_at)
     select ${columns.map(({ name, type }) => (type === 'json' ? `${name}::json` : name)).join(', ')}, statement_timestamp()
     from unnest(${columns.map(({ type }, at) => arrayOf(type, `$${String(at + 1)}`)).join(', ')})
       as batch (${names.join(', ')})
     on conflict (id, scope) do update set
       ${names.map((name) => `${name} = excluded.${name}`).join(', ')},
       recorded_at = case when row.sequence = excluded.sequence then row.recorded_at else excluded.recorded_at end`,
    columns.map(({ type, of }) =>
      type === 'json' ? joinedJson(sorted.map((row) => String(of(row)))) : sorted.map(of),
    ),
  );
};

const arrayOf = (type: string, parameter: string): string =>
  type === 'json' ? jsonTexts(parameter) : `${parameter}::${type}[]`;
