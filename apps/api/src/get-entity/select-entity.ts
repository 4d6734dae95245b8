import type { Sql } from '#persistence';
import type { EntityDescriptor } from '../entities/descriptor.js';
import { entityColumns, type EntityRow } from '../entities/entity-row.js';

/** An id stands under one scope, but for merchants' references: two rows are enough to know that it is not unique. */
const ROWS_MAX = 2;

export const selectEntity = (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  source: string | undefined,
): Promise<EntityRow[]> => selectBy(sql, descriptor, 'e.id = $1', id, source);

/** The rows that hold a part of this id. */
export const selectHolding = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  source: string | undefined,
): Promise<EntityRow[]> => {
  if (!descriptor.parts) return [];
  const rows = await selectBy(sql, descriptor, descriptor.parts.held, id, source);
  return rows.map((row) => ({ ...row, part: id }));
};

const selectBy = (
  sql: Sql,
  descriptor: EntityDescriptor,
  condition: string,
  id: string,
  source: string | undefined,
): Promise<EntityRow[]> =>
  sql.query<EntityRow>(
    `select ${entityColumns(descriptor)}
     from ${descriptor.context}.${descriptor.table} e
     where ${condition} and ($2::text is null or e.source = $2)
     order by e.scope
     limit ${ROWS_MAX}`,
    [id, source ?? null],
  );
