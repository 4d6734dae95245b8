import { z } from 'zod';
import { InstantView, type EntityEvent } from '#contracts';
import { decodeCursor, encodeCursor } from '#http';
import type { Sql } from '#persistence';
import type { EntityDescriptor } from '../entities/descriptor.js';
import type { EntityEventsQuery } from '../entities/filters.js';
import { findEntity } from '../get-entity/get-entity.js';
import { selectEvents, type EventPosition, type EventRow } from './select-events.js';

export interface EventPage {
  readonly data: readonly EntityEvent[];
  readonly next_cursor: string | null;
}

const Position = z.strictObject({
  list: z.literal('events'),
  occurred_at: InstantView.nullable(),
  event_id: z.string().regex(/^[0-9a-f]{64}$/),
  delivery_id: z.uuid(),
});

export const listEntityEvents = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  id: string,
  { limit, cursor, source }: EntityEventsQuery,
): Promise<EventPage> => {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const { id: entityId, scope, part } = await findEntity(sql, descriptor, id, source);
  const wish = { context: descriptor.context, kind: descriptor.kind, scope, entityId, part, after, rows: limit + 1 };
  const rows = await selectEvents(sql, wish);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const data = page.map((event) => ({ ...event, links: linksOf(event) }));
  return { data, next_cursor: last ? cursorOf(last) : null };
};

/** A change of another context came by no delivery. */
const linksOf = ({ origin, delivery_id: id }: EventRow): Record<string, string> =>
  origin === 'caudal' ? {} : { delivery: `/v1/deliveries/${id}` };

const cursorOf = ({ occurred_at, event_id, delivery_id }: EventPosition): string =>
  encodeCursor({ list: 'events', occurred_at, event_id, delivery_id });
