import { randomUUID } from 'node:crypto';
import { joinedJson, jsonTexts, storableJson, storableText, type Sql } from '#persistence';
import type { Context } from './context.js';
import type { LogRecord } from './decode-record.js';
import type { LocatedRecord } from './log-batch.js';

/** A record that waits for a person, and why its key was parked. */
export interface ParkedRecord extends LocatedRecord {
  readonly reason: string;
  readonly detail: string;
}

interface KeyRow {
  record_key: string;
}

/** A record's key as parking knows it: whoever may write to the topic must not stop it with a key no column can hold. */
export const parkingKey = ({ key }: LogRecord): string => storableText(key);

/** Keys of a batch that are parked already: their later records join them, so that the key keeps its order. */
export const parkedKeys = async (
  sql: Sql,
  { schema, consumer }: Context,
  records: readonly LogRecord[],
): Promise<Set<string>> => {
  const keys = [...new Set(records.map(parkingKey))];
  const rows = await sql.query<KeyRow>(
    `select record_key from ${schema}.parked_keys where consumer = $1 and record_key = any($2::text[])`,
    [consumer, keys],
  );
  return new Set(rows.map(({ record_key: key }) => key));
};

// Long enough to name fields and what is wrong with them.
const DETAIL_MAX = 2_000;

/** Keeps records with all that a release needs to apply them in their order. Parking one again changes nothing. */
export const parkRecords = async (
  sql: Sql,
  { schema, consumer }: Context,
  parked: readonly ParkedRecord[],
): Promise<void> => {
  if (parked.length === 0) return;
  const column = <T>(of: (one: ParkedRecord) => T): T[] => parked.map(of);
  const keys = column(({ record }) => parkingKey(record));
  await sql.query(
    `insert into ${schema}.parked_keys (id, consumer, record_key, reason, detail)
     select distinct on (record_key) id, $1, record_key, reason, detail
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality
       as batch (id, record_key, reason, detail, nth)
     order by record_key, nth
     on conflict (record_key, consumer) do nothing`,
    [
      consumer,
      column(() => randomUUID()),
      keys,
      column(({ reason }) => reason),
      column(({ detail }) => storableText(detail).slice(0, DETAIL_MAX)),
    ],
  );
  await sql.query(
    `insert into ${schema}.parked_records (parked_id, cluster_id, topic, partition, record_offset, headers, value)
     select key.id, batch.cluster_id, batch.topic, batch.partition, batch.record_offset, batch.headers::jsonb, batch.value
     from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], ${jsonTexts('$7')}, $8::bytea[])
       as batch (record_key, cluster_id, topic, partition, record_offset, headers, value)
     join ${schema}.parked_keys key on key.record_key = batch.record_key and key.consumer = $1
     on conflict do nothing`,
    [
      consumer,
      keys,
      column(({ batch }) => batch.clusterId),
      column(({ batch }) => batch.topic),
      column(({ batch }) => batch.partition),
      column(({ record }) => record.offset.toString()),
      joinedJson(column(({ record }) => storableJson(record.headers))),
      column(({ record }) => record.value),
    ],
  );
};
