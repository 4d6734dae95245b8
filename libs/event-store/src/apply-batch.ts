import { recordDigest } from '#contracts';
import type { Database, Sql } from '#persistence';
import { applyDeliveries, type AppliedDeliveries } from './apply-deliveries.js';
import { lockCheckpoints, moveCheckpoints, type End, type Place } from './checkpoint.js';
import type { Context } from './context.js';
import { decodeRecord, type Delivery, type Undecodable } from './decode-record.js';
import type { LocatedRecord, LogBatch, LogRecord } from './log-batch.js';
import { holdMarks, parkingKey, parkRecords, type Marks, type ParkedMark, type ParkedRecord } from './parking.js';

/** What a batch came to, for metrics. */
export interface BatchOutcome extends AppliedDeliveries {
  /** Records that wait for a person now. */
  readonly parked: number;
  /** The marks of those of their keys that were not parked before. */
  readonly parkedKeys: readonly ParkedMark[];
}

/** Records below the checkpoint's place are missing: applying those above it would lose them for ever. */
export class MissingRecordsError extends Error {
  constructor(
    readonly expected: bigint,
    readonly got: bigint,
  ) {
    super(`The batch begins at offset ${got.toString()}, but ${expected.toString()} is the next to apply`);
    this.name = 'MissingRecordsError';
  }
}

/** What came of a batch of which nothing was left to do. */
export const NOTHING: BatchOutcome = {
  claimed: [],
  duplicates: 0,
  refolded: 0,
  conflicted: 0,
  parked: 0,
  parkedKeys: [],
};

/**
 * Applies batches of different partitions in one transaction: checkpoints, marks of parked keys, claim, fold, outbox,
 * checkpoints moved. What is locked on the way is locked in this order, and sorted within each kind: in this, batches and
 * releases that meet wait for each other, and never in a circle. What follows from entities (`follow`) may lock more: a
 * batch of the ledger that tells of a card and one that holds a cause of it can meet in a circle. PostgreSQL ends one of the
 * two, and it is tried again. Whatever is thrown rolls all of it back; whatever was applied is below its checkpoint and is
 * never applied again.
 *
 * @throws MissingRecordsError, and what the database throws
 */
export const applyBatches = async (
  database: Database,
  context: Context,
  batches: readonly LogBatch[],
  now: () => number,
): Promise<BatchOutcome> => {
  // Decoded before the transaction begins: locks are held for the database's work only.
  const decoded = new Map(
    batches.flatMap(({ records }) => records.map((record) => [record, decodeRecord(context, record)] as const)),
  );
  return database.transaction(async (sql) => {
    const pending = await pendingRecords(sql, context, batches);
    if (pending.length === 0) return NOTHING;
    const { deliveries, parked, marks } = await sortOut(sql, context, pending, decoded);
    const newKeys = await parkRecords(sql, context, parked, marks);
    const applied = await applyDeliveries(sql, context, deliveries, now());
    await moveCheckpoints(sql, context.schema, endsOf(context, pending));
    return { ...applied, parked: parked.length, parkedKeys: newKeys };
  });
};

export const applyBatch = (
  database: Database,
  context: Context,
  batch: LogBatch,
  now: () => number,
): Promise<BatchOutcome> => applyBatches(database, context, [batch], now);

/** Parks one record and moves on: for a record that breaks its transaction, alone. */
export const parkAndPass = (
  database: Database,
  context: Context,
  batch: LogBatch,
  problem: { readonly reason: string; readonly detail: string },
): Promise<BatchOutcome> =>
  database.transaction(async (sql) => {
    const pending = await pendingRecords(sql, context, [batch]);
    const parked = pending.map((one) => ({ ...one, ...problem }));
    const newKeys = await parkRecords(sql, context, parked, new Map());
    await moveCheckpoints(sql, context.schema, endsOf(context, pending));
    return { ...NOTHING, parked: pending.length, parkedKeys: newKeys };
  });

const placeOf = ({ consumer }: Context, { clusterId, topic, partition }: LogBatch, offset: bigint): Place => ({
  consumer,
  clusterId,
  topic,
  partition,
  offset,
});

/** Locks the checkpoints and leaves out what is applied already. */
const pendingRecords = async (sql: Sql, context: Context, batches: readonly LogBatch[]): Promise<LocatedRecord[]> => {
  const firsts = batches.flatMap((batch) =>
    batch.records[0] ? [{ batch, place: placeOf(context, batch, batch.records[0].offset) }] : [],
  );
  if (firsts.length === 0) return [];
  const nextOf = await lockCheckpoints(
    sql,
    context.schema,
    firsts.map(({ place }) => place),
  );
  return firsts.flatMap(({ batch, place }) => {
    const next = nextOf(place) ?? place.offset;
    if (place.offset > next) throw new MissingRecordsError(next, place.offset);
    return batch.records.filter(({ offset }) => offset >= next).map((record) => ({ batch, record }));
  });
};

/** Where each partition goes on after these records: the last of a batch is the one its checkpoint stands on. */
const endsOf = (context: Context, records: readonly LocatedRecord[]): End[] =>
  [...new Map(records.map((located) => [located.batch, located])).values()].map(({ batch, record }) => ({
    ...placeOf(context, batch, record.offset + 1n),
    lastRecord: recordDigest(record),
  }));

type Decoded = ReadonlyMap<LogRecord, ReturnType<typeof decodeRecord>>;

/** What can be applied, and what must wait: undecodable records, and every later record of a parked key. */
const sortOut = async (
  sql: Sql,
  context: Context,
  records: readonly LocatedRecord[],
  decoded: Decoded,
): Promise<{ deliveries: Delivery[]; parked: ParkedRecord[]; marks: Marks }> => {
  const marks = await holdMarks(
    sql,
    context,
    records.map(({ record }) => record),
  );
  const waiting = new Set(marks.keys());
  const deliveries: Delivery[] = [];
  const parked: ParkedRecord[] = [];
  for (const located of records) {
    const key = parkingKey(located.record);
    const result = decoded.get(located.record);
    if (waiting.has(key)) parked.push({ ...located, ...BEHIND });
    else if (result?.ok) deliveries.push(...(result.value ? [result.value] : []));
    else {
      waiting.add(key);
      parked.push({ ...located, ...(result?.error ?? BEHIND) });
    }
  }
  return { deliveries, parked, marks };
};

const BEHIND: Pick<Undecodable, 'detail'> & { reason: string } = {
  reason: 'behind_parked',
  detail: 'An earlier record of this key is parked',
};
