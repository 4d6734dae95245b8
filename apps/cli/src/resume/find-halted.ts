import { recordDigest, type ConsumerContract, type TopicName } from '#contracts';
import { readCheckpoint, type Checkpoint } from '#event-store';
import { logBounds, readRecords, startOf, type HaltReason, type KafkaOptions, type LogBounds } from '#messaging';
import type { Sql } from '#persistence';

/** A partition with books, and what its log says of them. */
export interface InspectedPartition {
  readonly topic: TopicName;
  readonly partition: number;
  readonly clusterId: string;
  readonly checkpoint: Checkpoint;
  readonly log: LogBounds;
  /** Why its consumer stands still there; undefined when it goes on. */
  readonly halted: HaltReason | undefined;
}

/**
 * Compares books and log as the consumer itself does. A partition without books is left out: it begins by itself. The
 * books are read before the log: a consumer that goes on meanwhile is then behind its log, as it is at any time, and
 * never seems to stand beyond its end.
 */
export const inspectPartitions = async (
  sql: Sql,
  kafka: KafkaOptions,
  consumer: ConsumerContract,
  topic: TopicName,
): Promise<InspectedPartition[]> => {
  const { clusterId, partitions: known } = await logBounds(kafka, topic);
  const books: { partition: number; checkpoint: Checkpoint }[] = [];
  for (const partition of [...known.keys()].sort((one, other) => one - other)) {
    const ref = { consumer: consumer.name, clusterId, topic, partition };
    const checkpoint = await readCheckpoint(sql, consumer.schema, ref);
    if (checkpoint) books.push({ partition, checkpoint });
  }
  const { partitions } = await logBounds(kafka, topic);
  const inspected: InspectedPartition[] = [];
  /** The digest of the record that each checkpoint stands on, where the log holds one at that offset. */
  const standsOn = new Map<number, Buffer>();
  for (const { partition, checkpoint } of books) {
    const log = partitions.get(partition);
    if (!log) continue;
    const start = startOf(checkpoint, clusterId, log);
    if ('from' in start && start.standsOn) standsOn.set(partition, start.standsOn);
    const halted = 'halted' in start ? start.halted : undefined;
    inspected.push({ topic, partition, clusterId, checkpoint, log, halted });
  }
  const another = await partitionsOfAnotherLog(kafka, topic, inspected, standsOn);
  return inspected.map((one) => (another.has(one.partition) ? { ...one, halted: 'log_is_another' as const } : one));
};

const partitionsOfAnotherLog = async (
  kafka: KafkaOptions,
  topic: TopicName,
  inspected: readonly InspectedPartition[],
  standsOn: ReadonlyMap<number, Buffer>,
): Promise<Set<number>> => {
  const below = inspected
    .filter(({ partition }) => standsOn.has(partition))
    .map(({ partition, checkpoint }) => [partition, checkpoint.next - 1n] as const);
  const records = await readRecords(kafka, topic, new Map(below));
  const other = [...records].filter(([partition, record]) => !standsOn.get(partition)?.equals(recordDigest(record)));
  return new Set(other.map(([partition]) => partition));
};
