import { isEntityId, referenceId } from '#contracts';
import { ProblemError } from '#http';
import type { Sql } from '#persistence';
import type { EntityDescriptor } from '../entities/descriptor.js';
import { answerOf, type EntityRow } from '../entities/entity-row.js';
import { selectEntity, selectHolding } from './select-entity.js';

export const getEntity = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  source: string | undefined,
): Promise<Readonly<Record<string, unknown>>> => answerOf(descriptor, await findEntity(sql, descriptor, id, source));

/** An entity whose very first record is parked is not there yet, and will be. */
const notFound = async (sql: Sql, descriptor: EntityDescriptor, id: string | undefined): Promise<ProblemError> => {
  const select = `select 1 from ${descriptor.context}.parked_keys where record_key = $1 limit 1`;
  const parked = isEntityId(id) && (await sql.query(select, [id])).length > 0;
  return parked
    ? new ProblemError('not_found', `No ${descriptor.name} has this id yet: its record is parked.`, { parked: true })
    : new ProblemError('not_found', `No ${descriptor.name} has this id.`);
};

/**
 * The one row of an id, or of the entity that holds a part of this id.
 *
 * @throws ProblemError `not_found`, also for what cannot be an id; `ambiguous_id` when several sources use it
 */
export const findEntity = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  source: string | undefined,
): Promise<EntityRow> => {
  const known = descriptor.byReference ? referenceId(id) : id;
  const [row, other] = isEntityId(known) ? await selectRows(sql, descriptor, known, source) : [];
  if (!row) throw await notFound(sql, descriptor, known);
  if (other) {
    const sources = [row.source, other.source].sort();
    const detail = `More than one source uses this id: say which with ?source=, such as ${sources.join(' or ')}.`;
    throw new ProblemError('ambiguous_id', detail, { sources });
  }
  return row;
};

const selectRows = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  source: string | undefined,
): Promise<EntityRow[]> => {
  const rows = await selectEntity(sql, descriptor, id, source);
  return rows.length > 0 ? rows : selectHolding(sql, descriptor, id, source);
};
