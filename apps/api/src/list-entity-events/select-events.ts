import type { EntityEvent, EntityKind } from '#contracts';
import type { Sql } from '#persistence';

/** Where a page of events begins: after this one. */
export interface EventPosition {
  readonly occurred_at: string | null;
  readonly event_id: string;
  readonly delivery_id: string;
}

/** An event as it is read, less its links. */
export type EventRow = Omit<EntityEvent, 'links'>;

export interface EventsWish {
  /** The schema whose log it is. */
  readonly context: string;
  readonly kind: EntityKind;
  readonly scope: string;
  readonly entityId: string;
  /** Only those of a part of the entity, by its own id. */
  readonly part?: string | undefined;
  readonly after?: EventPosition | undefined;
  readonly rows: number;
}

/**
 * One row an event, however often it was delivered; where an id came back with other content, that is an event of its
 * own and shown beside it. By when it happened, what has no such time last; `infinity` stands for it, since a comparison with null is no
 * comparison.
 */
export const selectEvents = (sql: Sql, wish: EventsWish): Promise<EventRow[]> =>
  sql.query<EventRow>(
    `select event_id, type, occurred_at, received_at, delivery_id, origin, late
     from ${wish.context}.events
     where entity_id = $1 and kind = $2 and scope = $3 and ($8::text is null or data->>'id' = $8)
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
      wish.part ?? null,
    ],
  );
