import { reasonOf } from '#kernel';
import { type Database, isTransient, oldestUpTo, type Sql } from '#persistence';
import { applyDeliveries, type AppliedDeliveries } from './apply-deliveries.js';
import type { Context } from './context.js';
import { decodeRecord, type Delivery } from './decode-record.js';
import { storableDetail } from './parking.js';
import { isSystemic } from './systemic.js';

/** What one part of a release came to. */
export interface ReleasedPart extends AppliedDeliveries {
  /** Parked records that were applied; those whose event was in the log already are among them. */
  readonly released: number;
  /**
   * - `done`: the key is not parked any more;
   * - `more`: the key stays parked until the parts to come are applied;
   * - `refused`: the next record cannot be applied by this version either. The key stays parked, says why, and may be
   *   asked for again;
   * - `gone`: nobody asks for this release any more, or another process did it.
   */
  readonly state: 'done' | 'more' | 'refused' | 'gone';
}

/** A parked key whose release was asked for. */
export interface RequestedRelease {
  readonly id: string;
  /** The API key that asked. */
  readonly by: string | null;
}

/** What people asked to be released, the longest waiting first; without those that are named. */
export const requestedReleases = (
  sql: Sql,
  { schema, consumer }: Context,
  count: number,
  except: readonly string[] = [],
): Promise<readonly RequestedRelease[]> =>
  sql.query<RequestedRelease>(
    `select id, release_requested_by as by from ${schema}.parked_keys
     where consumer = $1 and release_requested_at is not null and id <> all ($3::uuid[])
     order by release_requested_at limit $2`,
    [consumer, count, except],
  );

/** How many keys of this consumer wait for a person. */
export const countParkedKeys = async (sql: Sql, { schema, consumer }: Context): Promise<number> => {
  const [row] = await sql.query<{ count: bigint }>(
    `select count(*) as count from ${schema}.parked_keys where consumer = $1`,
    [consumer],
  );
  return Number(row?.count ?? 0n);
};

/**
 * Applies the oldest parked records of a key whose release was asked for, in the order of their arrival, by the same
 * claim, fold and outbox as a batch, and decoded by the code of today. With the last record the mark goes too.
 *
 * The mark is locked for the whole transaction: an arrival of the key waits for it (`holdMarks`), and so does another
 * process that releases the same key. After the mark events and entities are locked as a batch locks them.
 *
 * @throws what the database throws when it is nobody's record that is wrong; nothing is changed then
 */
export const releasePart = (
  database: Database,
  context: Context,
  id: string,
  now: () => number,
  recordsMax = PART_MAX,
): Promise<ReleasedPart> =>
  database.transaction(async (sql) => {
    // Batches hold a mark for milliseconds. One that hangs must not keep a connection and the queue behind it.
    await sql.query(`set local lock_timeout = '${String(LOCK_WAIT_MS)}ms'`);
    const key = await lockMark(sql, context, id);
    if (key === undefined) return { ...NOTHING, released: 0, state: 'gone' };
    // A statement of its own: it sees whatever came to stand behind the mark before the lock was ours.
    const { ready, problem } = decoded(context, key, await oldestRecords(sql, context, id, recordsMax));
    const { count, outcome, failure } = await applyMost(sql, context, ready, now());
    await removeRecords(
      sql,
      context,
      id,
      ready.slice(0, count).map(({ position }) => position),
    );
    const wrong = failure ?? (count === ready.length ? problem : undefined);
    const state = wrong ? await refuse(sql, context, id, wrong) : await removeMark(sql, context, id);
    return { ...outcome, released: count, state };
  });

const LOCK_WAIT_MS = 5_000;
/** Records of a part: arrivals of the key, and with them its partition, wait for tens of milliseconds at most. */
const PART_MAX = 200;
/** A body may have 256 KiB: two hundred of them would be fifty megabytes in memory. */
const PART_BYTES_MAX = 8_000_000;

const NOTHING: AppliedDeliveries = { claimed: [], duplicates: 0, refolded: 0, conflicted: 0 };

/** Why a record is refused: names of fields and what is wrong with them, never their values. */
interface Wrong {
  readonly reason: string;
  readonly detail: string;
}

/** Locks the mark and gives the key; undefined when there is nothing to release, also after the wait for the lock. */
const lockMark = async (sql: Sql, { schema, consumer }: Context, id: string): Promise<string | undefined> => {
  const [row] = await sql.query<{ record_key: string }>(
    `select record_key from ${schema}.parked_keys
     where id = $1 and consumer = $2 and release_requested_at is not null for update`,
    [id, consumer],
  );
  return row?.record_key;
};

interface RecordRow {
  position: bigint;
  record_offset: bigint;
  headers: Record<string, string>;
  value: Buffer;
}

const oldestRecords = (sql: Sql, { schema }: Context, id: string, recordsMax: number): Promise<RecordRow[]> =>
  sql.query<RecordRow>(
    oldestUpTo({
      columns: ['position', 'record_offset', 'headers', 'value'],
      from: `${schema}.parked_records where parked_id = $1`,
      by: 'position',
      rows: '$2',
      size: 'octet_length(value)',
      bytesMax: PART_BYTES_MAX,
    }),
    [id, recordsMax],
  );

interface Ready {
  readonly position: bigint;
  /** Null when it is none of the context's business any more. */
  readonly delivery: Delivery | null;
}

/** The records before the first that cannot be decoded, and what is wrong with that one. */
const decoded = (context: Context, key: string, rows: readonly RecordRow[]): { ready: Ready[]; problem?: Wrong } => {
  const ready: Ready[] = [];
  for (const { position, record_offset: offset, headers, value } of rows) {
    const delivery = decodeRecord(context, { offset, key, headers, value });
    if (!delivery.ok) return { ready, problem: delivery.error };
    ready.push({ position, delivery: delivery.value });
  }
  return { ready };
};

interface Applied {
  readonly count: number;
  readonly outcome: AppliedDeliveries;
  /** Set when the record after these breaks the transaction. */
  readonly failure?: Wrong;
}

/** Applies as many as can be: half as many each time that a record among them breaks it, until that one is alone. */
const applyMost = async (sql: Sql, context: Context, ready: readonly Ready[], nowMs: number): Promise<Applied> => {
  for (let count = ready.length; ; count = Math.ceil(count / 2)) {
    const deliveries = ready.slice(0, count).flatMap(({ delivery }) => delivery ?? []);
    await sql.query('savepoint part');
    try {
      return { count, outcome: await applyDeliveries(sql, context, deliveries, nowMs) };
    } catch (error) {
      if (!(error instanceof Error) || isTransient(error) || isSystemic(error)) throw error;
      await sql.query('rollback to savepoint part');
      if (count > 1) continue;
      return { count: 0, outcome: NOTHING, failure: { reason: 'failed_to_apply', detail: reasonOf(error) } };
    }
  }
};

const removeRecords = async (
  sql: Sql,
  { schema }: Context,
  id: string,
  positions: readonly bigint[],
): Promise<void> => {
  if (positions.length === 0) return;
  await sql.query(`delete from ${schema}.parked_records where parked_id = $1 and position = any($2::bigint[])`, [
    id,
    positions.map(String),
  ]);
};

/** The key stays parked, now for the record that stopped the release, and the wish is spent. */
const refuse = async (sql: Sql, { schema }: Context, id: string, { reason, detail }: Wrong): Promise<'refused'> => {
  await sql.query(
    `update ${schema}.parked_keys
     set reason = $2, detail = $3, release_failed_at = now(), release_failure = $3,
         release_requested_at = null, release_requested_by = null
     where id = $1`,
    [id, reason, storableDetail(detail)],
  );
  return 'refused';
};

/** Removes the mark, unless records still stand behind it: nobody can add one while we hold it. */
const removeMark = async (sql: Sql, { schema }: Context, id: string): Promise<'done' | 'more'> => {
  const removed = await sql.query(
    `delete from ${schema}.parked_keys k
     where id = $1 and not exists (select 1 from ${schema}.parked_records r where r.parked_id = k.id)
     returning id`,
    [id],
  );
  return removed.length === 1 ? 'done' : 'more';
};
