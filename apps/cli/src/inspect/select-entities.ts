import type { EntityKind } from '#contracts';
import type { Context } from '#event-store';
import type { Sql } from '#persistence';
import type { KnownEntity, KnownEvent, KnownRow } from './known.js';

/** One screen: who has more of them is counted, and the oldest are shown. */
const EVENTS_MAX = 50;
/** An event or a delivery has one entity, a merchant's reference one in each of its sources and kinds. */
const ENTITIES_MAX = 20;

interface Ref {
  readonly kind: EntityKind;
  readonly scope: string;
  readonly entity_id: string;
}

/** The entities of a context that an id names: by their own id, or by that of an event or of its first delivery. */
export const selectEntities = async (sql: Sql, context: Context, id: string): Promise<KnownEntity[]> => {
  const { schema } = context;
  // Deliveries have no index: that is a scan of the log, once, for a person who waits for it.
  const refs = await sql.query<Ref>(
    `select kind, scope, entity_id from ${schema}.events where entity_id = $1 or event_id = $1
       ${isUuid(id) ? 'or delivery_id = $1::text::uuid' : ''}
     union select kind, scope, entity_id from ${schema}.entities where entity_id = $1
     order by 3, 1, 2 limit ${String(ENTITIES_MAX)}`,
    [id],
  );
  const entities: KnownEntity[] = [];
  for (const ref of refs) entities.push(await entityOf(sql, context, ref));
  return entities;
};

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const entityOf = async (sql: Sql, context: Context, ref: Ref): Promise<KnownEntity> => ({
  context: context.consumer,
  kind: ref.kind,
  scope: ref.scope,
  id: ref.entity_id,
  row: await rowOf(sql, context, ref),
  ...(await eventsOf(sql, context, ref)),
  unpublished: await unpublishedOf(sql, context, ref),
});

const rowOf = async (sql: Sql, context: Context, { kind, scope, entity_id: id }: Ref): Promise<KnownRow | null> => {
  const projection = context.projections.get(kind);
  if (!projection) return null;
  const [row] = await sql.query<Omit<KnownRow, 'table'>>(
    `select state, final, conflicted, view -> 'discrepancies' as discrepancies, fold_version, listed_at, recorded_at,
            sequence::text as sequence
     from ${projection.table} where id = $1 and scope = $2`,
    [id, scope],
  );
  return row ? { table: projection.table, ...row } : null;
};

const eventsOf = async (
  sql: Sql,
  { schema }: Context,
  { kind, scope, entity_id: id }: Ref,
): Promise<Pick<KnownEntity, 'events' | 'event_count'>> => {
  const rows = await sql.query<KnownEvent & { readonly n: number }>(
    `select event_id, encode(content_digest, 'hex') as content_digest, type, source, occurred_at, received_at,
            claimed_at, delivery_id, origin, late, count(*) over ()::int as n
     from ${schema}.events where entity_id = $1 and kind = $2 and scope = $3
     order by coalesce(occurred_at, received_at), event_id, content_digest limit ${String(EVENTS_MAX)}`,
    [id, kind, scope],
  );
  return { event_count: rows[0]?.n ?? 0, events: rows.map(({ n: _n, ...event }) => event) };
};

const unpublishedOf = async (sql: Sql, context: Context, { kind, scope, entity_id: id }: Ref): Promise<string[]> => {
  const changeType = context.projections.get(kind)?.changeType ?? null;
  if (changeType === null) return [];
  const rows = await sql.query<{ sequence: string }>(
    `select sequence::text as sequence from ${context.schema}.outbox
     where key = $1 and headers ->> 'ce_type' = $2 order by outbox.sequence`,
    [`${scope}/${id}`, changeType],
  );
  return rows.map(({ sequence }) => sequence);
};
