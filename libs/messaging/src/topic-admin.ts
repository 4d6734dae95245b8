import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { Topics, type TopicName } from '#contracts';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';

export interface TopicOptions extends KafkaOptions {
  /** Copies of every record. One on a lone broker, three in production. */
  readonly replicationFactor: number;
  /** Those that are needed; all, unless told otherwise. */
  readonly topics?: readonly TopicName[];
}

/** Creates the topics that are missing, as `contracts` declares them; one that exists is left as it is. */
export const createTopics = async (options: TopicOptions): Promise<string[]> => {
  const admin = kafkaClient(options).admin({ retry: { retries: 5 } });
  try {
    // Within: a broker that is frozen takes the connection and leaves it open.
    await admin.connect();
    const known = new Set(await admin.listTopics());
    const wanted = Object.values(Topics).filter(({ name }) => options.topics?.includes(name) ?? true);
    const missing = wanted.filter(({ name }) => !known.has(options.topicPrefix + name));
    if (missing.length === 0) return [];
    await admin.createTopics({
      // The library's own wait gives up at once when a busy broker does not know the topic yet; ours is below.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, retentionMs }) => ({
        topic: options.topicPrefix + name,
        numPartitions: partitions,
        replicationFactor: options.replicationFactor,
        configEntries: [
          { name: 'retention.ms', value: String(retentionMs) },
          { name: 'cleanup.policy', value: 'delete' },
          { name: 'min.insync.replicas', value: String(Math.max(1, options.replicationFactor - 1)) },
        ],
      })),
    });
    for (const { name } of missing) await untilServed(admin, options.topicPrefix + name);
    return missing.map(({ name }) => name);
  } finally {
    await admin.disconnect();
  }
};

/** Deletes a topic with everything in it, and resolves when the broker does not know it any more. */
export const deleteTopic = async (options: KafkaOptions, topic: TopicName): Promise<void> => {
  const admin = kafkaClient(options).admin({ retry: { retries: 5 } });
  const fullName = options.topicPrefix + topic;
  try {
    await admin.connect();
    await admin.deleteTopics({ topics: [fullName] });
    while ((await admin.listTopics()).includes(fullName)) await sleep(50);
  } finally {
    await admin.disconnect();
  }
};

/** A broker under load takes a second to open the logs of a hundred partitions; one that takes this long is broken. */
const SERVED_MS_MAX = 30_000;

/**
 * Waits until every partition answers: a broker names itself the leader of a new partition before it serves it, and
 * refuses records for it until then.
 */
const untilServed = async (admin: Admin, topic: string): Promise<void> => {
  const deadline = performance.now() + SERVED_MS_MAX;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
};

/** The bounds of a partition's log. */
export interface LogBounds {
  readonly low: bigint;
  /** The offset that the next record will have. */
  readonly high: bigint;
}

/**
 * Reads the cluster's identity and the bounds of a topic's partitions. Every call connects anew: it is asked with each
 * assignment, and every two seconds by the watch of the log.
 */
export const logBounds = async (
  options: KafkaOptions,
  topic: TopicName,
): Promise<{ clusterId: string; partitions: Map<number, LogBounds> }> => {
  const admin = kafkaClient(options).admin();
  try {
    await admin.connect();
    const { clusterId } = await admin.describeCluster();
    const offsets = await admin.fetchTopicOffsets(options.topicPrefix + topic);
    const partitions = offsets.map(
      ({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }] as const,
    );
    return { clusterId, partitions: new Map(partitions) };
  } finally {
    await admin.disconnect();
  }
};
