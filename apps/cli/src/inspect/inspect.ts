import type { Context } from '#event-store';
import type { Sql } from '#persistence';
import { Problem } from '../problem.js';
import type { InspectWish } from './command.js';
import type { Known } from './known.js';
import { knownLines } from './report.js';
import { selectDeliveries } from './select-deliveries.js';
import { selectEntities } from './select-entities.js';
import { selectParked } from './select-parked.js';

/**
 * Tells what every context and the journal know of an id.
 *
 * @throws Problem when none knows anything
 */
export const inspect = async (
  sql: Sql,
  contexts: readonly Context[],
  { id, json }: InspectWish,
  say: (text: string) => void,
): Promise<void> => {
  const known = await findKnown(sql, contexts, id);
  if ([known.entities, known.parked, known.deliveries, known.redeliveries].every((found) => found.length === 0)) {
    throw new Problem(
      `Nothing is known of ${id} in ${[...contexts.map(({ consumer }) => consumer), 'journal'].join(', ')}.`,
    );
  }
  if (json) say(JSON.stringify(known, null, 2));
  else for (const line of knownLines(known)) say(line);
};

const findKnown = async (sql: Sql, contexts: readonly Context[], id: string): Promise<Known> => {
  const found = { entities: [], parked: [] } as { entities: Known['entities']; parked: Known['parked'] };
  for (const context of contexts) {
    found.entities = [...found.entities, ...(await selectEntities(sql, context, id))];
    found.parked = [...found.parked, ...(await selectParked(sql, context, id))];
  }
  return { id, ...found, ...(await selectDeliveries(sql, id, found.entities)) };
};
