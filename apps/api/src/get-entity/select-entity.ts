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
): Promise<EntityRow[]> =>
  sql.query<EntityRow>(
    `select ${entityColumns(descriptor)}
     from ${descriptor.table} e
     where e.id = $1 and ($2::text is null or e.source = $2)
     order by e.scope
     limit ${ROWS_MAX}`,
    [id, source ?? null],
  );
