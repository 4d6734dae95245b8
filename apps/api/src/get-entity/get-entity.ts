import { isEntityId, referenceId } from '#contracts';
import { ProblemError } from '#http';
import type { Sql } from '#persistence';
import type { EntityDescriptor } from '../entities/descriptor.js';
import { answerOf, type EntityRow } from '../entities/entity-row.js';
import { selectEntity } from './select-entity.js';

export const getEntity = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  source: string | undefined,
): Promise<Readonly<Record<string, unknown>>> => answerOf(descriptor, await findEntity(sql, descriptor, id, source));

/**
 * The one row of an id.
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
  const [row, other] = isEntityId(known) ? await selectEntity(sql, descriptor, known, source) : [];
  if (!row) throw new ProblemError('not_found', `No ${descriptor.name} has this id.`);
  if (other) {
    const sources = [row.source, other.source].sort();
    const detail = `More than one source uses this id: say which with ?source=, such as ${sources.join(' or ')}.`;
    throw new ProblemError('ambiguous_id', detail, { sources });
  }
  return row;
};
