import type { Context } from '#event-store';
import type { Sql } from '#persistence';
import type { KnownParked, KnownRecord } from './known.js';

/** One screen: a key may have parked thousands, and the first of them says why. */
const RECORDS_MAX = 20;
const KEYS_MAX = 20;

/**
 * Parked keys that an id names: their own id, their key, or what the headers of a record say of its event, delivery or
 * entity. Of the headers no signature is read, and of the bytes nothing.
 */
export const selectParked = async (sql: Sql, { consumer, schema }: Context, id: string): Promise<KnownParked[]> => {
  const keys = await sql.query<Omit<KnownParked, 'context' | 'records'>>(
    `select id, consumer, record_key, reason, detail, parked_at, release_requested_at, release_failure,
            (select count(*)::int from ${schema}.parked_records r where r.parked_id = k.id) as record_count
     from ${schema}.parked_keys k
     where record_key = $1 or id::text = $1 or exists (
       select 1 from ${schema}.parked_records r where r.parked_id = k.id
         and $1 in (r.headers ->> 'ce_id', r.headers ->> 'ce_deliveryid', r.headers ->> 'ce_subject'))
     order by parked_at, id limit ${String(KEYS_MAX)}`,
    [id],
  );
  const parked: KnownParked[] = [];
  for (const key of keys) {
    const records = await sql.query<KnownRecord>(
      `select topic, partition, record_offset::text as offset, headers ->> 'ce_type' as type,
              headers ->> 'ce_id' as event_id, headers ->> 'ce_deliveryid' as delivery_id,
              headers ->> 'ce_receivedtime' as received_at, parked_at
       from ${schema}.parked_records where parked_id = $1 order by position limit ${String(RECORDS_MAX)}`,
      [key.id],
    );
    parked.push({ context: consumer, ...key, records });
  }
  return parked;
};
