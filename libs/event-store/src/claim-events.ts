import type { StoredEvent } from '#contracts';
import { joinedJson, jsonTexts, storableJson, type Sql } from '#persistence';
import type { Delivery } from './decode-record.js';

/**
 * The claim: inserts the events of a batch and returns the deliveries whose event is new. What the log holds already,
 * and what the batch holds twice, is a duplicate delivery. An event id that comes with another content is a new row.
 */
export const claimEvents = async (sql: Sql, schema: string, deliveries: readonly Delivery[]): Promise<Delivery[]> => {
  if (deliveries.length === 0) return [];
  // Two transactions that insert the same events in one order wait for each other, in two they would deadlock. The order
  // is that of the whole unique key: one event id may come with several contents.
  const sorted = [...deliveries].sort(byKey);
  const column = <T>(of: (delivery: Delivery) => T): T[] => sorted.map(of);
  const rows = await sql.query<{ key: string }>(
    `insert into ${schema}.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                   occurred_at, received_at, delivery_id, origin, late, livemode, data)
     select event_id, decode(content_digest, 'hex'), kind, scope, entity_id, provider, source, type,
            occurred_at, received_at, delivery_id, origin, late, livemode, data::json
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                 $9::timestamptz[], $10::timestamptz[], $11::uuid[], $12::text[], $13::bool[], $14::bool[],
                 ${jsonTexts('$15')})
       as batch (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                 occurred_at, received_at, delivery_id, origin, late, livemode, data)
     on conflict (event_id, content_digest, scope) do nothing
     returning event_id || '|' || encode(content_digest, 'hex') || '|' || scope as key`,
    [
      column(({ stored }) => stored.eventId),
      column(({ stored }) => stored.contentDigest),
      column(({ stored }) => stored.kind),
      column(({ stored }) => stored.scope),
      column(({ stored }) => stored.entityId),
      column(({ stored }) => stored.provider),
      column(({ stored }) => stored.source),
      column(({ stored }) => stored.type),
      column(({ stored }) => stored.occurredAt),
      column(({ receivedAt }) => receivedAt),
      column(({ deliveryId }) => deliveryId),
      column(({ origin }) => origin),
      column(({ late }) => late),
      column(({ stored }) => stored.livemode),
      joinedJson(column(({ stored }) => storableJson(stored.data))),
    ],
  );
  const inserted = new Set(rows.map(({ key }) => key));
  // Of two deliveries of one new event in a batch, the first is the claim.
  return deliveries.filter(({ stored }) => inserted.delete(keyOf(stored)));
};

const byKey = ({ stored: a }: Delivery, { stored: b }: Delivery): number =>
  compared(a.eventId, b.eventId) || compared(a.contentDigest, b.contentDigest) || compared(a.scope, b.scope);

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const keyOf = ({ eventId, contentDigest, scope }: StoredEvent): string => `${eventId}|${contentDigest}|${scope}`;
