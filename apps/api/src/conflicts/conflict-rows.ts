import { contexts } from '#contexts';
import type { Provider } from '#contracts';
import { readConflicts, refKey, type ConflictedFact } from '#event-store';
import { invariant, type Instant } from '#kernel';
import type { Sql } from '#persistence';
import type { ConflictedEntity } from './conflict-id.js';
import type { ConflictSource } from './conflict-sources.js';

/** An entity as its projection names it. */
export interface ConflictRow extends ConflictedEntity {
  readonly provider: Provider;
  readonly webhookSource: string;
  readonly livemode: boolean;
  readonly listedAt: Instant;
}

/** As SQL gives it. */
export interface SelectedRow {
  readonly context: string;
  readonly kind: string;
  readonly id: string;
  readonly scope: string;
  readonly provider: Provider;
  readonly source: string;
  readonly livemode: boolean;
  readonly listed_at: Instant;
}

/** SQL: the rows `e` of a projection as `SelectedRow`s. */
export const selectFrom = ({ context, kind, table }: ConflictSource): string =>
  `select '${context}' collate "C" as context, '${kind}' collate "C" as kind, e.id, e.scope collate "C" as scope, e.provider, e.source,
          e.livemode, e.listed_at
   from ${context}.${table} e`;

export const rowOf = (source: ConflictSource, row: SelectedRow): ConflictRow => ({
  ...{ source, scope: row.scope, id: row.id, provider: row.provider, webhookSource: row.source },
  ...{ livemode: row.livemode, listedAt: row.listed_at },
});

/** The row of one entity, whether it is in conflict or not. */
export const findRow = async (sql: Sql, { source, scope, id }: ConflictedEntity): Promise<ConflictRow | undefined> => {
  const [row] = await sql.query<SelectedRow>(`${selectFrom(source)} where e.id = $1 and e.scope = $2`, [id, scope]);
  return row && rowOf(source, row);
};

/** The facts in conflict of some entities, read from the log of each one's context; one query a context. */
export const factsOf = async (
  sql: Sql,
  rows: readonly ConflictRow[],
): Promise<(row: ConflictRow) => readonly ConflictedFact[]> => {
  const found = new Map<string, ReadonlyMap<string, ConflictedFact[]>>();
  for (const [name, of] of Map.groupBy(rows, ({ source }) => source.context)) {
    const context = contexts.get(name);
    invariant(context, `${name} is a context`);
    found.set(name, await readConflicts(sql, context, of.map(refOf)));
  }
  return (row) => found.get(row.source.context)?.get(refKey(refOf(row))) ?? [];
};

const refOf = ({ source: { kind }, scope, id }: ConflictRow) => ({ kind, scope, entityId: id });
