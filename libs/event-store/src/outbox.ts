import type { TopicName } from '#contracts';
import { joinedJson, jsonTexts, type Database, type Sql } from '#persistence';
import type { Context, Projection } from './context.js';
import type { ProjectionRow } from './projection-rows.js';

/** A change of an entity on its way to the clean topic: the same sequence is the same bytes. */
export interface OutboxRecord {
  readonly topic: TopicName;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

/** The caller's way to Kafka: resolves when every record is acknowledged with `acks=all`, rejects otherwise. */
export type PublishOutbox = (records: readonly OutboxRecord[]) => Promise<void>;

/** Sequences for changes: rising per entity, since its row is locked. Gaps are allowed; it is never reset. */
export const nextSequences = async (sql: Sql, schema: string, count: number): Promise<bigint[]> => {
  if (count === 0) return [];
  const rows = await sql.query<{ sequence: bigint }>(
    `select nextval('${schema}.outbox_sequence') as sequence from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ sequence }) => sequence);
};

/** Writes the changes of a batch, in the transaction that makes them. */
export const writeOutbox = async (
  sql: Sql,
  context: Context,
  changes: readonly { readonly projection: Projection; readonly row: ProjectionRow }[],
  now: string,
): Promise<void> => {
  if (changes.length === 0) return;
  await sql.query(
    `insert into ${context.schema}.outbox (sequence, topic, key, headers, value)
     select sequence, topic, key, headers::json, value
     from unnest($1::bigint[], $2::text[], $3::text[], ${jsonTexts('$4')}, ${jsonTexts('$5')})
       as batch (sequence, topic, key, headers, value)`,
    [
      changes.map(({ row }) => row.sequence.toString()),
      changes.map(() => context.cleanTopic),
      changes.map(({ row }) => subjectOf(row)),
      joinedJson(changes.map(({ projection, row }) => JSON.stringify(headersOf(context, projection, row, now)))),
      joinedJson(changes.map(({ row }) => row.viewText)),
    ],
  );
};

/** Key and subject: an id is unique within its scope only (a merchant's reference within its source). */
const subjectOf = ({ scope, view }: ProjectionRow): string => `${scope}/${view.id}`;

const headersOf = (context: Context, projection: Projection, row: ProjectionRow, now: string) => ({
  ce_specversion: '1.0',
  'content-type': 'application/json',
  ce_id: `${projection.fold.kind}/${row.scope}/${row.view.id}/${row.sequence.toString()}`,
  ce_source: `/caudal/${context.consumer}`,
  ce_type: projection.changeType,
  ce_subject: subjectOf(row),
  ce_time: now,
  ce_sequence: row.sequence.toString(),
});

interface OutboxRow {
  sequence: bigint;
  topic: TopicName;
  key: string;
  headers: Record<string, string>;
  value: string;
}

/** Rows a round: more gain nothing measurable, and a failure publishes all of them again. */
const ROUND_MAX = 500;
/** The broker refuses a batch above 1 MiB, and a round may be all of one partition. A larger row goes alone. */
const ROUND_BYTES_MAX = 900_000;
/** What headers, key and framing add to a row, at most. */
const ROW_BYTES = 1_000;

const roundOf = (schema: string): string =>
  `with oldest as (
     select sequence, topic, key, headers, value from ${schema}.outbox order by sequence limit ${String(ROUND_MAX)}
   ), sized as (
     select *, sum(octet_length(value) + ${String(ROW_BYTES)}) over (order by sequence) as bytes from oldest
   )
   select sequence, topic, key, headers, value from sized
   where bytes <= ${String(ROUND_BYTES_MAX)} or sequence = (select min(sequence) from sized)
   order by sequence`;

/**
 * Publishes what stands in the outbox, oldest sequence first, and removes it after the acknowledgement. Only one relay
 * of a context works at a time (advisory lock); a crash between the two publishes again: at least once.
 *
 * @returns how many were published; undefined when another relay is at work
 */
export const drainOutbox = (database: Database, schema: string, publish: PublishOutbox): Promise<number | undefined> =>
  database.transaction(async (sql) => {
    const [lock] = await sql.query<{ ok: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('relay:' || $1, 0)) as ok`,
      [schema],
    );
    if (!lock?.ok) return undefined;
    const rows = await sql.query<OutboxRow>(roundOf(schema));
    if (rows.length === 0) return 0;
    await publish(
      rows.map(({ topic, key, headers, value }) => ({ topic, key, headers, value: Buffer.from(value, 'utf8') })),
    );
    await sql.query(`delete from ${schema}.outbox where sequence = any($1::bigint[])`, [
      rows.map(({ sequence }) => sequence.toString()),
    ]);
    return rows.length;
  });
