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

/** The whole log of some entities. */
export const readEvents = async (sql: Sql, schema: string, refs: readonly EntityRef[]): Promise<StoredEvent[]> => {
  if (refs.length === 0) return [];
  const rows = await sql.query<EventRow>(
    `select ${EVENT_COLUMNS} from ${schema}.events join ${ENTITY_TABLE} using (kind, scope, entity_id)`,
    entityArrays(refs),
  );
  return rows.map(storedOf);
};
