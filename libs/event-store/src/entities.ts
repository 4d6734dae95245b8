import type { EntityKind, StoredEvent } from '#contracts';
import type { Sql } from '#persistence';

/** What names an entity within its context. */
export interface EntityRef {
  readonly kind: EntityKind;
  readonly scope: string;
  readonly entityId: string;
}

export const refKey = ({ kind, scope, entityId }: EntityRef): string => `${entityId}\n${kind}\n${scope}`;

/** SQL: entities as a table of three parameters. */
export const ENTITY_TABLE = 'unnest($1::text[], $2::text[], $3::text[]) as ref (kind, scope, entity_id)';

/** What `ENTITY_TABLE` takes. */
export const entityArrays = (refs: readonly EntityRef[]): string[][] => [
  refs.map(({ kind }) => kind),
  refs.map(({ scope }) => scope),
  refs.map(({ entityId }) => entityId),
];

/**
 * Locks every entity of a batch, in one order for all transactions, and only then may their events be read. Returns the
 * keys of those that are new: nothing was ever stored of them before.
 */
export const lockEntities = async (sql: Sql, schema: string, refs: readonly EntityRef[]): Promise<Set<string>> => {
  if (refs.length === 0) return new Set();
  const sorted = [...refs].sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1));
  const fresh = await sql.query<{ kind: EntityKind; scope: string; entity_id: string }>(
    `insert into ${schema}.entities (kind, scope, entity_id)
     select kind, scope, entity_id from ${ENTITY_TABLE}
     on conflict do nothing
     returning kind, scope, entity_id`,
    entityArrays(sorted),
  );
  const keys = new Set(fresh.map(({ kind, scope, entity_id: entityId }) => refKey({ kind, scope, entityId })));
  const known = sorted.filter((ref) => !keys.has(refKey(ref)));
  if (known.length > 0) {
    await sql.query(
      `select 1 from ${schema}.entities e join ${ENTITY_TABLE} using (kind, scope, entity_id)
       order by e.entity_id, e.kind, e.scope for update of e`,
      entityArrays(known),
    );
  }
  return keys;
};

/** An event as SQL gives it back: what `EVENT_COLUMNS` names. */
export interface EventRow {
  event_id: string;
  content_digest: string;
  kind: EntityKind;
  scope: string;
  entity_id: string;
  provider: StoredEvent['provider'];
  source: string;
  type: string;
  occurred_at: StoredEvent['occurredAt'];
  livemode: boolean;
  data: Record<string, unknown>;
}

/** SQL: all that a fold may know of an event. */
export const EVENT_COLUMNS =
  "event_id, encode(content_digest, 'hex') as content_digest, kind, scope, entity_id, provider, source, type, " +
  'occurred_at, livemode, data';

export const storedOf = (row: EventRow): StoredEvent => ({
  eventId: row.event_id,
  contentDigest: row.content_digest,
  kind: row.kind,
  scope: row.scope,
  entityId: row.entity_id,
  provider: row.provider,
  source: row.source,
  type: row.type,
  occurredAt: row.occurred_at,
  livemode: row.livemode,
  data: row.data,
});

/** Ten megabytes of ordinary events. */
const EVENTS_AT_ONCE_MAX = 5_000;

/**
 * Entities in parts whose logs are some thousand events together, to be read one after the other: a batch of entities
 * with long lives would not fit into memory. A log that is longer by itself is a part of its own.
 */
export const partsByLog = async <Ref extends EntityRef>(
  sql: Sql,
  schema: string,
  refs: readonly Ref[],
): Promise<Ref[][]> => {
  if (refs.length <= 1) return refs.map((ref) => [ref]);
  const counted = await sql.query<Pick<EventRow, 'kind' | 'scope' | 'entity_id'> & { events: number }>(
    `select kind, scope, entity_id, count(event_id)::int as events
     from ${ENTITY_TABLE} left join ${schema}.events using (kind, scope, entity_id) group by 1, 2, 3`,
    entityArrays(refs),
  );
  const lengths = new Map(
    counted.map(({ kind, scope, entity_id: entityId, events }) => [refKey({ kind, scope, entityId }), events]),
  );
  const parts: Ref[][] = [];
  let held = Infinity;
  for (const ref of refs) {
    const events = lengths.get(refKey(ref)) ?? 0;
    const part = held + events > EVENTS_AT_ONCE_MAX ? undefined : parts.at(-1);
    if (part) part.push(ref);
    else parts.push([ref]);
    held = part ? held + events : events;
  }
  return parts;
};

/** The whole log of some entities, all at once: see `partsByLog`. */
export const readEvents = async (sql: Sql, schema: string, refs: readonly EntityRef[]): Promise<StoredEvent[]> => {
  if (refs.length === 0) return [];
  const rows = await sql.query<EventRow>(
    `select ${EVENT_COLUMNS} from ${schema}.events join ${ENTITY_TABLE} using (kind, scope, entity_id)`,
    entityArrays(refs),
  );
  return rows.map(storedOf);
};
