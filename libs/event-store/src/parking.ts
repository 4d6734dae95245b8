import { randomUUID } from 'node:crypto';
import { storableJson, storableText, type Sql } from '#persistence';
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
  for (const { batch, record, reason, detail } of parked) {
    await sql.query(
      `insert into ${schema}.parked_keys (id, consumer, record_key, reason, detail) values ($1, $2, $3, $4, $5)
       on conflict (record_key, consumer) do nothing`,
      [randomUUID(), consumer, parkingKey(record), reason, storableText(detail).slice(0, DETAIL_MAX)],
    );
    await sql.query(
      `insert into ${schema}.parked_records (parked_id, cluster_id, topic, partition, record_offset, headers, value)
       select id, $3, $4, $5, $6, $7::jsonb, $8 from ${schema}.parked_keys where consumer = $1 and record_key = $2
       on conflict do nothing`,
      [
        consumer,
        parkingKey(record),
        batch.clusterId,
        batch.topic,
        batch.partition,
        record.offset.toString(),
        storableJson(record.headers),
        record.value,
      ],
    );
  }
};
