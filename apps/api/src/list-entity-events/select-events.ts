import type { EntityEvent, EntityKind } from '#contracts';
import type { Sql } from '#persistence';

/** Where a page of events begins: after this one. */
export interface EventPosition {
  readonly occurred_at: string | null;
  readonly event_id: string;
}

export interface EventsWish {
  readonly kind: EntityKind;
  readonly scope: string;
  readonly entityId: string;
  readonly after?: EventPosition | undefined;
  readonly rows: number;
}

/**
 * One row an event id: where an id came back with other content, the log holds both and the first received is shown.
 * By when it happened, what has no such time last; `infinity` stands for it, since a comparison with null is no
 * comparison.
 */
export const selectEvents = (sql: Sql, wish: EventsWish): Promise<EntityEvent[]> =>
  sql.query<EntityEvent>(
    `select event_id, type, occurred_at, received_at, delivery_id, origin, late
     from (select distinct on (event_id) event_id, type, occurred_at, received_at, delivery_id, origin, late
           from transfers.events
           where entity_id = $1 and kind = $2 and scope = $3
           order by event_id, received_at, content_digest) as event
     where $5::text is null
        or (coalesce(occurred_at, 'infinity'), event_id) > (coalesce($4::timestamptz, 'infinity'), $5 collate "C")
     order by coalesce(occurred_at, 'infinity'), event_id
     limit $6`,
    [wish.entityId, wish.kind, wish.scope, wish.after?.occurred_at ?? null, wish.after?.event_id ?? null, wish.rows],
  );
