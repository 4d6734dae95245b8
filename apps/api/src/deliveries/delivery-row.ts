import type { Delivery } from '#contracts';
import type { Instant } from '#kernel';

/** A delivery as it is read, without its bytes. */
export interface DeliveryRow {
  readonly delivery_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly type: string;
  readonly verdict: Delivery['verdict'];
  readonly attempt: number;
  readonly attempts: number;
  readonly received_at: Instant;
  readonly archived_at: Instant;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: bigint;
  readonly headers: Readonly<Record<string, string>>;
  readonly digest: string;
  readonly body_bytes: number;
  readonly erased_at: Instant | null;
  readonly erased_because: string | null;
  readonly chain_position: bigint;
  readonly previous_hash: string;
  readonly chain_hash: string;
  readonly seal: bigint | null;
  readonly sealed_at: Instant | null;
}

/** @param condition SQL over a delivery `d`, and what follows it */
export const selectDeliveries = (condition: string): string => `
  select d.delivery_id, d.source, d.event_id, d.type, d.verdict, d.attempt,
         (select count(*)::int from journal.delivery_ids i
          where i.event_id = d.event_id and i.content_digest = d.content_digest) as attempts,
         d.received_at, d.archived_at, d.topic, d.partition, d.record_offset, d.headers,
         encode(d.digest, 'hex') as digest, d.body_bytes, d.erased_at, d.erased_because,
         d.chain_position, encode(d.previous_hash, 'hex') as previous_hash, encode(d.chain_hash, 'hex') as chain_hash,
         seal.sequence as seal, seal.sealed_at
  from journal.deliveries d
  left join lateral (
    select s.sequence, s.sealed_at
    from journal.sealed_heads h join journal.seals s on s.sequence = h.sequence
    where h.topic = d.topic and h.partition = d.partition and h.position >= d.chain_position
    order by h.position limit 1) seal on true
  where ${condition}`;

/** SQL: what finds one delivery in its month, by the parameter with its id. */
export const ONE_DELIVERY =
  '(d.received_at, d.delivery_id) in (select i.received_at, i.delivery_id from journal.delivery_ids i where i.delivery_id = $1)';

export const deliveryAnswer = (row: DeliveryRow): Delivery => {
  const { ce_late: late, ce_secretid: secretId, ce_origin: origin, ce_refusal: refusal } = row.headers;
  const { ce_causationid: causationId } = row.headers;
  const self = `/v1/deliveries/${row.delivery_id}`;
  return {
    id: row.delivery_id,
    source: row.source,
    event_id: row.event_id,
    type: row.type,
    verdict: row.verdict,
    attempt: row.attempt,
    attempts: row.attempts,
    origin: origin ?? null,
    causation_id: causationId ?? null,
    received_at: row.received_at,
    archived_at: row.archived_at,
    late: late === 'true',
    secret_id: secretId ?? null,
    signature_valid: row.verdict === 'rejected' ? false : secretId === undefined ? null : true,
    refusal: refusal ?? null,
    topic: row.topic,
    partition: row.partition,
    offset: row.record_offset.toString(),
    digest: row.digest,
    size: row.body_bytes,
    erased: row.erased_at === null ? null : { at: row.erased_at, because: row.erased_because },
    chain: { position: row.chain_position.toString(), previous_hash: row.previous_hash, hash: row.chain_hash },
    seal:
      row.seal === null || row.sealed_at === null ? null : { sequence: row.seal.toString(), sealed_at: row.sealed_at },
    links: {
      self,
      raw: `${self}/raw`,
      reverify: `${self}/reverify`,
      // What is not proved, or is gone, is not told again.
      ...(secretId !== undefined && row.erased_at === null && { redeliver: `${self}/redeliver` }),
      ...(causationId !== undefined && { caused_by: `/v1/deliveries/${causationId}` }),
      attempts: `/v1/deliveries?event_id=${row.event_id}`,
    },
  };
};
