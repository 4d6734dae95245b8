import { Topics, type CleanHeaders, type TopicName } from '#contracts';
import { err, halveOnRefusal, ok, type Result } from '#kernel';
import { type Database, joinedJson, jsonTexts, oldestUpTo, type Sql } from '#persistence';
import type { Context } from './context.js';

/** A change on its way to the clean topic, or a person's decision to a raw one: the same sequence is the same bytes. */
export interface OutboxRecord {
  readonly topic: TopicName;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

/** The caller's way to Kafka: resolves when every record is acknowledged with `acks=all`, rejects otherwise. */
export type PublishOutbox = (records: readonly OutboxRecord[]) => Promise<void>;

/** What Kafka refuses for what it is (too large): the relay remembers it between its rounds. */
export interface Refusals {
  /** Whether an error of `PublishOutbox` says that the same would be refused again. */
  readonly isRefusal: (error: unknown) => boolean;
  /** What each refused row is, by its sequence. The rows stay in the outbox; forget them here to try again. */
  readonly rows: Map<bigint, RefusedRow>;
}

export interface RefusedRow {
  readonly topic: TopicName;
  readonly type: string;
  /** Entities of two kinds may have one. It may be a person's reference: no log names it. */
  readonly key: string;
}

/** What came of a round. */
export interface Drained {
  /** How many each topic took. */
  readonly published: ReadonlyMap<TopicName, number>;
  /** What Kafka first said of a topic that did not take its rows: they wait for the next round. */
  readonly failure?: unknown;
}

/** Sequences for changes: rising per entity, since its row is locked. Gaps are allowed; it is never reset. */
export const nextSequences = async (sql: Sql, schema: string, count: number): Promise<bigint[]> => {
  if (count === 0) return [];
  const rows = await sql.query<{ sequence: bigint }>(
    `select nextval('${schema}.outbox_sequence') as sequence from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ sequence }) => sequence);
};

/** A change as subscribers hear of it. */
export interface Change {
  /** `ce_type`. */
  readonly type: string;
  /** What kind of thing has changed: entities of two kinds may have one id. */
  readonly kind: string;
  /** Key and subject: an id is unique within its scope only (a merchant's reference within its source). */
  readonly subject: string;
  readonly sequence: bigint;
  /** The whole view, as JSON. */
  readonly view: string;
}

/** Writes the changes of a batch, in the transaction that makes them. */
export const writeOutbox = async (
  sql: Sql,
  context: Pick<Context, 'consumer' | 'schema' | 'cleanTopic'>,
  changes: readonly Change[],
  now: string,
): Promise<void> => {
  if (changes.length === 0) return;
  await sql.query(
    `insert into ${context.schema}.outbox (sequence, topic, key, headers, value)
     select sequence, topic, key, headers::json, value
     from unnest($1::bigint[], $2::text[], $3::text[], ${jsonTexts('$4')}, ${jsonTexts('$5')})
       as batch (sequence, topic, key, headers, value)`,
    [
      changes.map(({ sequence }) => sequence.toString()),
      changes.map(() => context.cleanTopic),
      changes.map(({ subject }) => subject),
      joinedJson(changes.map((change) => JSON.stringify(headersOf(context.consumer, change, now)))),
      joinedJson(changes.map(({ view }) => view)),
    ],
  );
};

const headersOf = (consumer: string, { type, kind, subject, sequence }: Change, now: string): CleanHeaders => ({
  ce_specversion: '1.0',
  'content-type': 'application/json',
  ce_id: `${kind}/${subject}/${sequence.toString()}`,
  ce_source: `/caudal/${consumer}`,
  ce_type: type,
  ce_subject: subject,
  ce_time: now,
  ce_sequence: sequence.toString(),
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
/**
 * Ten refused rows are some two hundred requests, and the transaction stays open meanwhile: half of its limit. A last try
 * that a broker does not answer (10 s) goes beyond it: then all of the round is published again.
 */
const HALVING = { refusedMax: 10, withinMs: 7_000 };
/** More are no odd rows but a topic that takes none: then it is waited for, as for a broker. */
const REFUSED_MAX = 1_000;
/** What headers, key and framing add to a row, at most. */
const ROW_BYTES = 1_000;

const roundOf = (schema: string): string =>
  oldestUpTo({
    columns: ['sequence', 'topic', 'key', 'headers', 'value'],
    from: `${schema}.outbox where sequence <> all($1::bigint[])`,
    by: 'sequence',
    rows: ROUND_MAX,
    size: `octet_length(value) + ${String(ROW_BYTES)}`,
    bytesMax: ROUND_BYTES_MAX,
  });

/**
 * Publishes what stands in the outbox, oldest sequence first, and removes it after the acknowledgement. Only one relay
 * of a context works at a time (advisory lock); a crash between the two publishes again: at least once.
 *
 * Each topic of a round goes by itself: one that takes nothing (a decision's, without a leader) holds up no other while
 * its rows do not fill the round, and what another took is not published again. Order is that of a key within its topic.
 *
 * A row that Kafka refuses for what it is stays, is remembered and left out, and holds up no other.
 *
 * @returns undefined when another relay is at work
 * @throws what the database says; nothing is removed then
 */
export const drainOutbox = (
  database: Database,
  schema: string,
  publish: PublishOutbox,
  refusals: Refusals = { isRefusal: () => false, rows: new Map() },
): Promise<Drained | undefined> =>
  database.transaction(async (sql) => {
    const [lock] = await sql.query<{ ok: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('relay:' || $1, 0)) as ok`,
      [schema],
    );
    if (!lock?.ok) return undefined;
    const refused = [...refusals.rows.keys()].map(String);
    const rows = await sql.query<OutboxRow>(roundOf(schema), [refused]);
    const published = new Map<TopicName, number>();
    const failures: unknown[] = [];
    for (const [topic, ofTopic] of Map.groupBy(rows, (row) => row.topic)) {
      const outcome = await publishRows(ofTopic, publish, refusals);
      if (!outcome.ok) failures.push(outcome.error);
      const taken = outcome.ok ? outcome.value : [];
      const done = [...taken.map(({ sequence }) => sequence), ...superseded(taken, refusals)];
      // After each topic, taken or not: a transaction that is idle for as long as two of them may need is ended.
      await sql.query(`delete from ${schema}.outbox where sequence = any($1::bigint[])`, [done.map(String)]);
      if (taken.length > 0) published.set(topic, taken.length);
    }
    return failures.length === 0 ? { published } : { published, failure: failures[0] };
  });

/** @returns the rows that Kafka took, or why it took none for now */
const publishRows = async (
  rows: readonly OutboxRow[],
  publish: PublishOutbox,
  refusals: Refusals,
): Promise<Result<readonly OutboxRow[], unknown>> => {
  const work = (part: readonly OutboxRow[]): Promise<void> =>
    publish(part.map(({ topic, key, headers, value }) => ({ topic, key, headers, value: Buffer.from(value, 'utf8') })));
  try {
    const { done, refused } = await halveOnRefusal(rows, work, {
      isRefusal: (error) => refusals.isRefusal(error) && refusals.rows.size < REFUSED_MAX,
      ...HALVING,
    });
    for (const { item } of refused) refusals.rows.set(item.sequence, refusedRow(item));
    return ok(done);
  } catch (error) {
    return err(error);
  }
};

const refusedRow = ({ topic, headers, key }: OutboxRow): RefusedRow => ({
  topic,
  type: headers.ce_type ?? '',
  key,
});

const VIEWS: ReadonlySet<string> = new Set(
  Object.values(Topics).flatMap(({ kind, name }) => (kind === 'clean' ? name : [])),
);

/**
 * The refused rows that a published one of their key has made up for, since each is the whole view; they are forgotten.
 * No decision makes up for another: two on one entity have one type and key, and may be about different facts.
 */
const superseded = (published: readonly OutboxRow[], { rows }: Refusals): bigint[] => {
  if (rows.size === 0) return [];
  const latest = new Map(published.map((row) => [nameOf(refusedRow(row)), row.sequence]));
  const over = [...rows]
    .filter(([sequence, row]) => VIEWS.has(row.topic) && sequence < (latest.get(nameOf(row)) ?? 0n))
    .map(([sequence]) => sequence);
  for (const sequence of over) rows.delete(sequence);
  return over;
};

const nameOf = ({ topic, type, key }: RefusedRow): string => `${topic} ${type} ${key}`;

/** How long the oldest row of the outbox has stood there, in milliseconds; undefined when there is none. */
export const oldestOutboxAgeMs = async (sql: Sql, schema: string): Promise<number | undefined> => {
  // By its sequence, which is an index: the oldest row but for transactions that overtake each other by milliseconds.
  const [row] = await sql.query<{ age: number }>(
    `select (extract(epoch from clock_timestamp() - created_at) * 1000)::float8 as age
     from ${schema}.outbox order by sequence limit 1`,
  );
  return row?.age;
};
