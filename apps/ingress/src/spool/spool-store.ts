import { Topics, type RawTopicName } from '#contracts';
import type { OutgoingRecord } from '#messaging';
import { type Database, joinedJson, jsonTexts, oldestUpTo, type Sql } from '#persistence';

/** A record that stands in the spool. */
export interface SpooledRecord extends OutgoingRecord {
  readonly sequence: bigint;
}

/** What stands in the spool, of all replicas together. */
export interface Standing {
  readonly records: number;
  /** Age of the oldest one; 0 when there is none. */
  readonly oldestSeconds: number;
}

const RAW_TOPICS: readonly RawTopicName[] = Object.values(Topics).flatMap((topic) =>
  topic.kind === 'raw' ? [topic.name] : [],
);

/** One statement, thus one commit. */
export const insertSpooled = async (sql: Sql, records: readonly OutgoingRecord[]): Promise<void> => {
  await sql.query(
    `insert into ingress.spool (delivery_id, topic, key, headers, value)
     select delivery_id, topic, key, headers::json, value
     from unnest($1::uuid[], $2::text[], $3::text[], ${jsonTexts('$4')}, $5::bytea[])
       as batch (delivery_id, topic, key, headers, value)`,
    [
      records.map(({ headers }) => headers.ce_deliveryid),
      records.map(({ topic }) => topic),
      records.map(({ key }) => key),
      joinedJson(records.map(({ headers }) => JSON.stringify(headers))),
      records.map(({ value }) => value),
    ],
  );
};

/** The topics of which something stands in the spool: one look at the index for each. */
export const spooledTopics = async (sql: Sql): Promise<RawTopicName[]> => {
  const rows = await sql.query<{ topic: RawTopicName }>(
    `select topic from unnest($1::text[]) as raw (topic)
     where exists (select 1 from ingress.spool where spool.topic = raw.topic)`,
    [RAW_TOPICS],
  );
  return rows.map(({ topic }) => topic);
};

/** The count is read from the index alone as far as the table was vacuumed: see the settings of the table. */
export const standingOf = async (sql: Sql): Promise<Standing> => {
  const [row] = await sql.query<{ records: number; oldest_seconds: number }>(
    `select (select count(*)::int from ingress.spool) as records,
            coalesce(extract(epoch from clock_timestamp() - min(oldest.spooled_at)), 0)::float8 as oldest_seconds
     from unnest($1::text[]) as raw (topic)
     cross join lateral (
       select spooled_at from ingress.spool where spool.topic = raw.topic order by sequence limit 1
     ) as oldest`,
    [RAW_TOPICS],
  );
  return { records: row?.records ?? 0, oldestSeconds: row?.oldest_seconds ?? 0 };
};

export interface Round {
  readonly topic: RawTopicName;
  /** Records at most. */
  readonly size: number;
  /** Sequences that are left where they are. */
  readonly except: readonly bigint[];
  /** Resolves with those that the broker has with `acks=all`; the others stay. */
  readonly publish: (records: readonly SpooledRecord[]) => Promise<readonly SpooledRecord[]>;
}

/** The broker refuses a batch above 1 MiB, and a round may be all of one partition. A larger record goes alone. */
const ROUND_BYTES_MAX = 900_000;
/** What framing adds to a record, at most. */
const FRAMING_BYTES = 200;

const OLDEST = oldestUpTo({
  columns: ['sequence', 'key', 'headers', 'value'],
  from: 'ingress.spool where topic = $1 and sequence <> all ($2::bigint[])',
  by: 'sequence',
  rows: '$3',
  size: `octet_length(value) + octet_length(headers::text) + octet_length(key) + ${String(FRAMING_BYTES)}`,
  bytesMax: ROUND_BYTES_MAX,
});

/**
 * Publishes the oldest records of a topic, in order, and removes them after the acknowledgement: by what stands there
 * and not by a cursor, since a lower sequence may be committed after a higher one. One relay a topic works at a time
 * (advisory lock); a crash between the two publishes again: at least once. The transaction holds its lock while the
 * broker works, 10 s at most, below the server's limit of 15 s for an idle one.
 *
 * @returns how many were published; undefined when another relay is at work on this topic
 */
export const relayRound = (database: Database, { topic, size, except, publish }: Round): Promise<number | undefined> =>
  database.transaction(async (sql) => {
    const [lock] = await sql.query<{ ok: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('spool:' || $1, 0)) as ok`,
      [topic],
    );
    if (!lock?.ok) return undefined;
    const rows = await sql.query<Omit<SpooledRecord, 'topic'>>(OLDEST, [topic, except.map(String), size]);
    if (rows.length === 0) return 0;
    const published = await publish(rows.map((row) => ({ ...row, topic })));
    await sql.query('delete from ingress.spool where topic = $1 and sequence = any ($2::bigint[])', [
      topic,
      published.map(({ sequence }) => sequence.toString()),
    ]);
    return published.length;
  });
