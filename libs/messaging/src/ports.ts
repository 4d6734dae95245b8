import type { TopicName } from '#contracts';

/** A record on its way to Kafka. Header values are text; `value` is published byte for byte. */
export interface OutgoingRecord {
  readonly topic: TopicName;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Publishes records. Resolves only when the broker has acknowledged every one of them with `acks=all`; rejects when it
 * is not known to have them (it may have them all the same: at least once), with `RecordRefusedError` when trying again
 * is of no use. Records of one key keep their order within a call and between calls that wait for each other.
 */
export interface RecordPublisher {
  publish(records: readonly OutgoingRecord[]): Promise<void>;
}

/** A record as it came from Kafka. A header that was sent several times is its first value. */
export interface ReceivedRecord {
  readonly offset: bigint;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Up to 500 consecutive records of one partition. */
export interface RecordBatch {
  readonly clusterId: string;
  readonly topic: TopicName;
  readonly partition: number;
  readonly records: readonly ReceivedRecord[];
}

/** Where a consumer stands in a partition, by its own books. */
export interface Position {
  /** The cluster whose log it read: of the one that is asked for, if the books know it there, else of another one. */
  readonly clusterId: string;
  /** The next offset to apply. */
  readonly next: bigint;
  /** `recordDigest` of the record below `next`; null when it is not known. */
  readonly lastRecord: Buffer | null;
}

/** The consumer's own books: undefined before the first record of a partition, in any cluster. */
export interface PositionStore {
  position(clusterId: string, topic: TopicName, partition: number): Promise<Position | undefined>;
}

/** What a handler may ask of the transport while it works on a batch. */
export interface BatchContext {
  /** Keeps the membership alive. Throws during a rebalance: let that through untouched, the batch comes again. */
  heartbeat(): Promise<void>;
  /** Whether the process is stopping: a handler that waits for something gives up then. */
  readonly stopping: boolean;
}

/** Why a partition does not go on by itself. */
export type HaltReason =
  'log_starts_after_checkpoint' | 'log_ends_before_checkpoint' | 'log_is_another' | 'log_of_another_cluster';

/** A partition that stands still until a person decides. */
export interface HaltedPartition {
  readonly topic: TopicName;
  readonly partition: number;
  readonly reason: HaltReason;
  /** The next offset that our own books ask for. */
  readonly position: bigint;
}
