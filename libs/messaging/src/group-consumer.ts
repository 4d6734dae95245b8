import { atMost } from '#kernel';
import type { Consumer, EachBatchPayload, IMemberAssignment } from 'kafkajs';
import { SESSION_MS, type FormerMember } from './former-member.js';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';
import { OffsetCommits } from './offset-commits.js';

export interface GroupConsumerOptions extends KafkaOptions {
  /** With the prefix already, as the topics. */
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly concurrency: number;
  /** Of the consumer before this one in the same process, and then this one. */
  readonly formerMember: FormerMember;
  readonly onAssigned: (consumer: Consumer, assignment: IMemberAssignment) => void;
  /** The group deals its partitions anew; this member takes part. */
  readonly onRebalancing: () => void;
  /** It is no member any more. */
  readonly onEnded: () => void;
  readonly eachBatch: (consumer: Consumer, payload: EachBatchPayload, commits: OffsetCommits) => Promise<void>;
}

/**
 * How long the end of a process waits for a join under way. A member that joins and is gone without leaving costs the
 * others a session (6 s); a join takes milliseconds, unless the others are slow to come.
 */
const JOIN_GRACE_MS = 2_000;
/**
 * The largest batch that a broker takes is 1 MiB and its framing. With less a partition whose next batch is larger would
 * get nothing unless it were the first that has anything.
 */
const PARTITION_BYTES_MAX = 1_100_000;
/**
 * A fetch names its partitions in one order, always the same, and what lies beyond its bytes comes back empty: the last
 * ones would stand still until the first had caught up. So all get their share, up to fifty of a broker.
 */
const FETCH_BYTES_MAX = 50 * PARTITION_BYTES_MAX;
/** Kafka's own offset is for monitoring: the end of a process does not wait for it longer than this. */
const LAST_COMMIT_MS = 500;
/** kafkajs tells of a stop just before the crash that it belongs to. */
const CRASH_AFTER_STOP_MS = 500;

/**
 * Consumes as a member of the group until the signal aborts or kafkajs gives up; then finishes the batches in flight
 * and leaves.
 *
 * @throws what made kafkajs give up, or kept it from starting
 */
export const consumeAsMember = async (options: GroupConsumerOptions, signal: AbortSignal): Promise<void> => {
  const consumer = kafkaClient(options).consumer({
    groupId: options.groupId,
    partitionAssigners: [options.formerMember.assigner],
    // A member that died keeps its partitions for as long.
    sessionTimeout: SESSION_MS,
    heartbeatInterval: 1_000,
    rebalanceTimeout: 20_000,
    maxBytesPerPartition: PARTITION_BYTES_MAX,
    maxBytes: FETCH_BYTES_MAX,
    // An idle fetch waits this long on the broker; a record that arrives ends it at once.
    maxWaitTimeInMs: 250,
    // The caller rebuilds what crashed: kafkajs's own restart comes after ten seconds at times.
    retry: { initialRetryTime: 300, retries: 3, restartOnFailure: () => Promise.resolve(false) },
  });
  const commits = new OffsetCommits(consumer, options.logger);
  const inFlight = new Set<Promise<void>>();
  const over = new AbortController();
  const ended = endOf(consumer, signal, over.signal);
  consumer.on('consumer.group_join', ({ payload }) => {
    commits.forget();
    options.formerMember.joined(payload.memberId);
    options.onAssigned(consumer, payload.memberAssignment);
  });
  consumer.on('consumer.rebalancing', options.onRebalancing);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    await options.formerMember.leave(options.groupId, signal);
    if (signal.aborted) return;
    const joined = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: options.concurrency,
      eachBatch: (payload) => tracked(inFlight, options.eachBatch(consumer, payload, commits)),
    });
    const crash = await Promise.race([ended, joined.then(() => ended)]);
    if (crash) throw crash;
    await atMost(JOIN_GRACE_MS, joined);
  } finally {
    over.abort();
    await atMost(LAST_COMMIT_MS, commits.end());
    await consumer.disconnect().catch(() => undefined);
    // When one batch fails kafkajs waits for the others no longer.
    await Promise.allSettled(inFlight);
    options.onEnded();
  }
};

const tracked = (inFlight: Set<Promise<void>>, work: Promise<void>): Promise<void> => {
  inFlight.add(work);
  return work.finally(() => inFlight.delete(work));
};

/** Resolves with the error of a crash, or with nothing when we end it ourselves. Nothing thrown here may reach kafkajs. */
const endOf = (consumer: Consumer, signal: AbortSignal, over: AbortSignal): Promise<Error | undefined> =>
  new Promise((resolve) => {
    consumer.on('consumer.crash', ({ payload }) => {
      resolve(payload.error);
    });
    // A crash whose event never came must not leave a consumer that is alive and idle.
    consumer.on('consumer.stop', () => {
      setTimeout(() => {
        resolve(undefined);
      }, CRASH_AFTER_STOP_MS).unref();
    });
    const end = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', end, { signal: over });
  });
