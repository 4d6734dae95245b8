import type { Sql } from '#persistence';
import type { EntityDescriptor } from '../entities/descriptor.js';
import { entityColumns, type EntityRow } from '../entities/entity-row.js';

/** Where a page begins: after this row, in the order of the list. */
export interface Position {
  readonly listed_at: string;
  readonly id: string;
  readonly scope: string;
}

export interface PageWish {
  /** Column → the value it must equal; columns come from descriptors, never from a caller. */
  readonly equal: Readonly<Record<string, string>>;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?: Position | undefined;
  readonly rows: number;
}

export type PageRow = EntityRow & Position;

/**
 * One page, newest first. The position is that of the last row and not a count, so that rows which arrive meanwhile
 * neither repeat nor hide any other; one whose time of creation is learned late moves, and may be met twice or not at
 * all by the reader who is paging just then. The row comparison is what the index `(listed_at desc, id desc, scope)` can
 * begin at; the rest of the condition tells rows of one id apart.
 */
export const selectPage = (sql: Sql, descriptor: EntityDescriptor, wish: PageWish): Promise<PageRow[]> => {
  const parameters: unknown[] = [];
  const bound = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = Object.entries(wish.equal).map(([column, value]) => `e.${column} = ${bound(value)}`);
  if (wish.from !== undefined) conditions.push(`e.listed_at >= ${bound(wish.from)}::timestamptz`);
  if (wish.to !== undefined) conditions.push(`e.listed_at < ${bound(wish.to)}::timestamptz`);
  if (wish.after) {
    const { listed_at, id, scope } = wish.after;
    const at = `${bound(listed_at)}::timestamptz`;
    const named = bound(id);
    conditions.push(
      `(e.listed_at, e.id) <= (${at}, ${named})`,
      `not (e.listed_at = ${at} and e.id = ${named} and e.scope <= ${bound(scope)})`,
    );
  }
  return sql.query<PageRow>(
    `select ${entityColumns(descriptor)},
       e.listed_at
     from ${descriptor.context}.${descriptor.table} e
     where ${['true', ...conditions].join('\n       and ')}
     order by e.listed_at desc, e.id desc, e.scope
     limit ${bound(wish.rows)}`,
    parameters,
  );
};
