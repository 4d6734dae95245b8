import type { Database, Sql } from '#persistence';
import { lockCheckpoint, moveCheckpoint, type PartitionRef } from './checkpoint.js';
import { claimEvents } from './claim-events.js';
import type { Context } from './context.js';
import { decodeRecord, type Delivery, type LogRecord, type Undecodable } from './decode-record.js';
import { lockEntities, refKey, type EntityRef } from './entities.js';
import { parkedKeys, parkingKey, parkRecords, type ParkedRecord } from './parking.js';
import { projectEntities } from './project-entities.js';

/** Consecutive records of one partition. */
export interface LogBatch {
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

/** What a batch came to, for metrics. */
export interface BatchOutcome {
  readonly claimed: readonly Delivery[];
  readonly duplicates: number;
  readonly parked: number;
  readonly refolded: number;
  readonly conflicted: number;
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

const NOTHING: BatchOutcome = { claimed: [], duplicates: 0, parked: 0, refolded: 0, conflicted: 0 };

/**
 * Applies a batch in one transaction: checkpoint, claim, fold, outbox, checkpoint moved. Whatever is thrown rolls all
 * of it back; whatever was applied is below the checkpoint and is never applied again.
 *
 * @throws MissingRecordsError, and what the database throws
 */
export const applyBatch = async (
  database: Database,
  context: Context,
  batch: LogBatch,
  now: () => number,
): Promise<BatchOutcome> => {
  // Decoded before the transaction begins: locks are held for the database's work only.
  const decoded = new Map(batch.records.map((record) => [record, decodeRecord(context, record)] as const));
  return database.transaction(async (sql) => {
    const pending = await pendingRecords(sql, context, batch);
    if (pending.length === 0) return NOTHING;
    const { deliveries, parked } = await sortOut(sql, context, pending, decoded);
    if (parked.length > 0) await parkRecords(sql, context.schema, refOf(context, batch), parked);
    const claimed = await claimEvents(sql, context.schema, deliveries);
    const fresh = await lockEntities(sql, context.schema, distinctEntities(claimed));
    const projected = await projectEntities(sql, context, claimed, fresh, now());
    await moveCheckpoint(sql, context.schema, refOf(context, batch), (pending.at(-1)?.offset ?? 0n) + 1n);
    return { claimed, duplicates: deliveries.length - claimed.length, parked: parked.length, ...projected };
  });
};

/** Parks one record and moves on: for a record that breaks its transaction, alone. */
export const parkAndPass = (
  database: Database,
  context: Context,
  batch: LogBatch,
  problem: { readonly reason: string; readonly detail: string },
): Promise<BatchOutcome> =>
  database.transaction(async (sql) => {
    const pending = await pendingRecords(sql, context, batch);
    const parked = pending.map((record) => ({ record, ...problem }));
    await parkRecords(sql, context.schema, refOf(context, batch), parked);
    const last = pending.at(-1);
    if (last) await moveCheckpoint(sql, context.schema, refOf(context, batch), last.offset + 1n);
    return { ...NOTHING, parked: parked.length };
  });

const refOf = ({ consumer }: Context, { clusterId, topic, partition }: LogBatch): PartitionRef => ({
  consumer,
  clusterId,
  topic,
  partition,
});

/** Locks the checkpoint and leaves out what is applied already. */
const pendingRecords = async (sql: Sql, context: Context, batch: LogBatch): Promise<LogRecord[]> => {
  const first = batch.records[0];
  if (!first) return [];
  const next = await lockCheckpoint(sql, context.schema, refOf(context, batch), first.offset);
  if (first.offset > next) throw new MissingRecordsError(next, first.offset);
  return batch.records.filter(({ offset }) => offset >= next);
};

type Decoded = ReadonlyMap<LogRecord, ReturnType<typeof decodeRecord>>;

/** What can be applied, and what must wait: undecodable records, and every later record of a parked key. */
const sortOut = async (
  sql: Sql,
  context: Context,
  records: readonly LogRecord[],
  decoded: Decoded,
): Promise<{ deliveries: Delivery[]; parked: ParkedRecord[] }> => {
  const waiting = await parkedKeys(sql, context.schema, context.consumer, records);
  const deliveries: Delivery[] = [];
  const parked: ParkedRecord[] = [];
  for (const record of records) {
    const result = decoded.get(record);
    if (waiting.has(parkingKey(record))) parked.push({ record, ...BEHIND });
    else if (result?.ok) deliveries.push(result.value);
    else {
      waiting.add(parkingKey(record));
      parked.push({ record, ...(result?.error ?? BEHIND) });
    }
  }
  return { deliveries, parked };
};

const BEHIND: Pick<Undecodable, 'detail'> & { reason: string } = {
  reason: 'behind_parked',
  detail: 'An earlier record of this key is parked',
};

const distinctEntities = (claimed: readonly Delivery[]): EntityRef[] => [
  ...new Map(claimed.map(({ stored }) => [refKey(stored), stored] as const)).values(),
];
