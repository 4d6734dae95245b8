import type { EntityEvent, EntityKind } from '#contracts';
import type { Sql } from '#persistence';

/** Where a page of events begins: after this one. */
export interface EventPosition {
  readonly occurred_at: string | null;
  readonly event_id: string;
  readonly delivery_id: string;
}

export interface EventsWish {
  readonly kind: EntityKind;
  readonly scope: string;
  readonly entityId: string;
  readonly after?: EventPosition | undefined;
  readonly rows: number;
}

/**
 * One row an event, however often it was delivered; where an id came back with other content, that is an event of its
 * own and shown beside it. By when it happened, what has no such time last; `infinity` stands for it, since a comparison with null is no
 * comparison.
 */
export const selectEvents = (sql: Sql, wish: EventsWish): Promise<EntityEvent[]> =>
  sql.query<EntityEvent>(
    `select event_id, type, occurred_at, received_at, delivery_id, origin, late
     from transfers.events
     where entity_id = $1 and kind = $2 and scope = $3
       and ($5::text is null
            or (coalesce(occurred_at, 'infinity'), event_id, delivery_id)
             > (coalesce($4::timestamptz, 'infinity'), $5 collate "C", $6::uuid))
     order by coalesce(occurred_at, 'infinity'), event_id, delivery_id
     limit $7`,
    [
      wish.entityId,
      wish.kind,
      wish.scope,
      wish.after?.occurred_at ?? null,
      wish.after?.event_id ?? null,
      wish.after?.delivery_id ?? null,
      wish.rows,
    ],
  );
