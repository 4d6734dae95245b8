import { contextConsumers, type ParkedKey } from '#contracts';
import type { Instant } from '#kernel';

/** A parked key as it is read. */
export interface ParkedRow {
  readonly id: string;
  readonly consumer: string;
  readonly record_key: string;
  readonly reason: string;
  readonly detail: string;
  readonly parked_at: Instant;
  readonly records: bigint;
  readonly topic: string | null;
  readonly partition: number | null;
  readonly record_offset: bigint | null;
  readonly release_requested_at: Instant | null;
  readonly release_requested_by: string | null;
  readonly release_failed_at: Instant | null;
  readonly release_failure: string | null;
}

/** Every context parks for itself. */
export const PARKING_SCHEMAS: readonly string[] = contextConsumers.map(({ schema }) => schema);

/**
 * Parked keys of all contexts, each with how many records wait and where the oldest of them stands in the log.
 *
 * @param condition SQL over a parked key `k`
 * @param order what follows each context's rows and, over the same names, all of them
 */
export const selectParked = (condition: string, order = ''): string => {
  const ofSchema = (schema: string): string => `(
    select k.id, k.consumer, k.record_key, k.reason, k.detail, k.parked_at,
           k.release_requested_at, k.release_requested_by, k.release_failed_at, k.release_failure,
           (select count(*) from ${schema}.parked_records r where r.parked_id = k.id) as records,
           oldest.topic, oldest.partition, oldest.record_offset
    from ${schema}.parked_keys k
    left join lateral (
      select r.topic, r.partition, r.record_offset from ${schema}.parked_records r
      where r.parked_id = k.id order by r.position limit 1) oldest on true
    where ${condition} ${order})`;
  return `select * from (${PARKING_SCHEMAS.map(ofSchema).join('\n    union all ')}) k ${order}`;
};

export const parkedAnswer = (row: ParkedRow): ParkedKey => ({
  id: row.id,
  consumer: row.consumer,
  record_key: row.record_key,
  reason: row.reason,
  detail: row.detail,
  parked_at: row.parked_at,
  records: Number(row.records),
  oldest_record:
    row.topic === null || row.partition === null || row.record_offset === null
      ? null
      : { topic: row.topic, partition: row.partition, offset: row.record_offset.toString() },
  release: {
    requested_at: row.release_requested_at,
    requested_by: row.release_requested_by,
    failed_at: row.release_failed_at,
    failure: row.release_failure,
  },
  links: { self: `/v1/parked/${row.id}`, release: `/v1/parked/${row.id}/release` },
});
