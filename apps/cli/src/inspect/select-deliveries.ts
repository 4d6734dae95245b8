import type { Sql } from '#persistence';
import type { Known, KnownDelivery, KnownEntity, KnownRedelivery } from './known.js';

/** One screen: an event is delivered a dozen times at most, and an entity shows its fifty oldest events. */
const DELIVERIES_MAX = 50;

/**
 * Deliveries that an id leads to, in the order of their receipt: of a delivery or an event every attempt of that event,
 * of an entity those of all its events that are shown. Of their headers no signature is read, and of the bytes nothing.
 */
export const selectDeliveries = async (
  sql: Sql,
  id: string,
  entities: readonly KnownEntity[],
): Promise<Pick<Known, 'deliveries' | 'delivery_count' | 'redeliveries'>> => {
  const rows = await sql.query<KnownDelivery & { readonly n: number }>(
    `select d.delivery_id, d.event_id, d.source, d.type, d.verdict, d.attempt,
            d.headers ->> 'ce_origin' as origin, d.headers ->> 'ce_causationid' as causation_id,
            d.headers ->> 'ce_late' = 'true' as late, d.headers ->> 'ce_refusal' as refusal,
            d.headers ->> 'ce_secretid' as secret_id, d.received_at, d.archived_at, d.topic, d.partition,
            d.record_offset::text as offset, d.record_key as key, d.body_bytes as size,
            encode(d.digest, 'hex') as digest, d.erased_at, d.erased_because,
            d.chain_position::text as chain_position, encode(d.chain_hash, 'hex') as chain_hash,
            (select min(h.sequence)::text from journal.sealed_heads h
             where h.topic = d.topic and h.partition = d.partition and h.position >= d.chain_position) as seal,
            count(*) over ()::int as n
     from journal.delivery_ids i
     join journal.deliveries d on d.delivery_id = i.delivery_id and d.received_at = i.received_at
     where i.event_id = any($1)
     order by d.received_at, d.event_id, d.attempt limit ${String(DELIVERIES_MAX)}`,
    [await eventsOf(sql, id, entities)],
  );
  return {
    delivery_count: rows[0]?.n ?? 0,
    deliveries: rows.map(({ n: _n, ...delivery }) => delivery),
    redeliveries: await redeliveriesOf(sql, [id, ...rows.map(({ delivery_id: delivery }) => delivery)]),
  };
};

const eventsOf = async (sql: Sql, id: string, entities: readonly KnownEntity[]): Promise<readonly string[]> => {
  const events = await sql.query<{ event_id: string }>(
    'select event_id from journal.delivery_ids where event_id = $1 or delivery_id::text = lower($1) limit 1',
    [id],
  );
  if (events.length > 0) return events.map(({ event_id: event }) => event);
  return [...new Set(entities.flatMap((entity) => entity.events.map(({ event_id: event }) => event)))];
};

/** What a person wants published again, and is not archived yet. */
const redeliveriesOf = (sql: Sql, ids: readonly string[]): Promise<KnownRedelivery[]> =>
  sql.query<KnownRedelivery>(
    `select delivery_id, first_id, requested_by, requested_at, settled_at, failure from journal.redeliveries r
     where (first_id::text = any($1) or delivery_id::text = any($1))
       and not exists (select from journal.delivery_ids i where i.delivery_id = r.delivery_id)
     order by requested_at, delivery_id limit ${String(DELIVERIES_MAX)}`,
    [ids],
  );
