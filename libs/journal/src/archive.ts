import { recordDigest } from '#contracts';
import {
  lockCheckpoints,
  MissingRecordsError,
  moveCheckpoints,
  type LogBatch,
  type LogRecord,
  type PartitionRef,
} from '#event-store';
import { instantOf } from '#kernel';
import type { Database, Sql } from '#persistence';
import { chainHash, chainName, type ChainedDelivery } from './chain.js';
import { claimDeliveries, insertDeliveries, type Archived, type Numbered } from './archive-rows.js';
import { deliveryOf, verdictOf } from './delivery.js';
import { lockHeads, moveHeads, type Head } from './heads.js';
import { monthsOf } from './months.js';

/** What an archived group of batches came to. */
export interface ArchiveOutcome {
  readonly archived: readonly ChainedDelivery[];
  /** Records whose delivery was archived before: brought by the spool and by the broker, or read twice. */
  readonly known: number;
}

export const NOTHING_ARCHIVED: ArchiveOutcome = { archived: [], known: 0 };

export type Archive = (batches: readonly LogBatch[]) => Promise<ArchiveOutcome>;

/**
 * Archives batches of different partitions in one transaction: checkpoints and chains are locked, deliveries claimed,
 * chained and written, both moved on. A delivery is chained once, however often a record brings it.
 *
 * @throws MissingRecordsError, and what the database throws; nothing was archived then
 */
export const archiveInto = (database: Database, consumer: string, now: () => number): Archive => {
  const makeMonths = monthsOf(now);
  return async (batches) => {
    const nowMs = now();
    const read = new Map(batches.map((batch) => [batch, readBatch(batch, nowMs)] as const));
    const receipts = [...read.values()].flat().map(({ delivery }) => delivery.receivedAt);
    await makeMonths(database, receipts);
    return database.transaction(async (sql) => {
      const pending = await pendingOf(sql, consumer, read);
      if (pending.length === 0) return NOTHING_ARCHIVED;
      const heads = await lockHeads(sql, chainsOf(pending));
      const fresh = await claimDeliveries(sql, pending);
      const archived = chained(fresh, heads, nowMs);
      await insertDeliveries(sql, archived);
      await moveHeads(sql, endsOf(archived));
      await moveCheckpoints(sql, SCHEMA, placesOf(consumer, pending));
      return { archived, known: pending.length - archived.length };
    });
  };
};

const SCHEMA = 'journal';

const readBatch = (batch: LogBatch, nowMs: number): Archived[] =>
  batch.records.map((record) => ({ batch, record, delivery: deliveryOf(batch, record, nowMs) }));

/** Locks the checkpoints and leaves out what was archived before. */
const pendingOf = async (
  sql: Sql,
  consumer: string,
  read: ReadonlyMap<LogBatch, readonly Archived[]>,
): Promise<Archived[]> => {
  const firsts = [...read.keys()].flatMap((batch) =>
    batch.records[0] ? [{ batch, place: { ...refOf(consumer, batch), offset: batch.records[0].offset } }] : [],
  );
  if (firsts.length === 0) return [];
  const nextOf = await lockCheckpoints(
    sql,
    SCHEMA,
    firsts.map(({ place }) => place),
  );
  return firsts.flatMap(({ batch, place }) => {
    const next = nextOf(place) ?? place.offset;
    if (place.offset > next) throw new MissingRecordsError(next, place.offset);
    return (read.get(batch) ?? []).filter(({ record }) => record.offset >= next);
  });
};

const refOf = (consumer: string, { clusterId, topic, partition }: LogBatch): PartitionRef => ({
  consumer,
  clusterId,
  topic,
  partition,
});

const chainsOf = (pending: readonly Archived[]) => [
  ...new Map(
    pending.map(({ delivery: { topic, partition } }) => [`${topic}/${partition}`, { topic, partition }]),
  ).values(),
];

/** Gives each delivery its place behind the one before it. */
const chained = (
  fresh: readonly Numbered[],
  heads: ReadonlyMap<string, Head>,
  nowMs: number,
): (ChainedDelivery & { readonly body: Buffer })[] => {
  const ends = new Map(heads);
  const archivedAt = instantOf(nowMs);
  return fresh.map(({ delivery, record, attempt }) => {
    const name = chainName(delivery);
    const end = ends.get(name);
    if (!end) throw new Error(`The chain ${name} is not locked`);
    const verdict = verdictOf(delivery.topic, attempt);
    const position = end.position + 1n;
    const unchained = { ...delivery, verdict, attempt, archivedAt, position, previousHash: end.hash };
    const hash = chainHash(unchained);
    ends.set(name, { ...end, position, hash });
    return { ...unchained, chainHash: hash, body: record.value };
  });
};

const endsOf = (archived: readonly ChainedDelivery[]): Head[] => [
  ...new Map(
    archived.map(({ topic, partition, position, chainHash: hash }) => [
      `${topic}/${partition}`,
      { topic, partition, position, hash },
    ]),
  ).values(),
];

const placesOf = (consumer: string, pending: readonly Archived[]) =>
  [...new Map(pending.map((one) => [one.batch, one.record] as const)).entries()].map(
    ([batch, record]: [LogBatch, LogRecord]) => ({
      ...refOf(consumer, batch),
      offset: record.offset + 1n,
      lastRecord: recordDigest(record),
    }),
  );
