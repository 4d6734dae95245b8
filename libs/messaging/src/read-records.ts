import { randomUUID } from 'node:crypto';
import type { TopicName } from '#contracts';
import { within } from '#kernel';
import { BatchServer } from './batch-server.js';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';
import type { ReceivedRecord, RecordBatch } from './ports.js';
import { logBounds } from './topic-admin.js';

/** Joining a group of one's own and a fetch take a second; a busy broker several. */
const READ_MS_MAX = 20_000;

/**
 * Reads single records of a topic, one a partition, through a group of its own that is gone afterwards.
 *
 * @param wanted partition → offset; each must be one that the log holds
 * @throws when Kafka does not answer, or not all of them within 20 s
 */
export const readRecords = async (
  options: KafkaOptions,
  topic: TopicName,
  wanted: ReadonlyMap<number, bigint>,
): Promise<Map<number, ReceivedRecord>> => {
  const found = new Map<number, ReceivedRecord>();
  if (wanted.size === 0) return found;
  const { partitions } = await logBounds(options, topic);
  const { promise: complete, resolve } = Promise.withResolvers<undefined>();
  const groupId = `caudal.read-${randomUUID()}`;
  const server = new BatchServer({
    ...options,
    groupId,
    concurrency: wanted.size,
    positions: {
      // Of the partitions that nobody asked for nothing is read: they begin at their end.
      position: (clusterId, _topic, partition) =>
        Promise.resolve({
          clusterId,
          next: wanted.get(partition) ?? partitions.get(partition)?.high ?? 0n,
          lastRecord: null,
        }),
    },
  });
  server.addHandler(topic, ({ partition, records }: RecordBatch) => {
    const record = records.find(({ offset }) => offset === wanted.get(partition));
    if (record) found.set(partition, record);
    if (found.size === wanted.size) resolve(undefined);
    return Promise.resolve();
  });
  server.listen(() => undefined);
  try {
    await within(READ_MS_MAX, complete);
  } finally {
    await server.close();
    await deleteGroup(options, options.topicPrefix + groupId);
  }
  return found;
};

/** A courtesy to who lists groups; Kafka forgets an empty one by itself. */
export const deleteGroup = async (options: KafkaOptions, groupId: string): Promise<void> => {
  const admin = kafkaClient(options).admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } catch {
    // It had never come to be, or is deleted later.
  } finally {
    await admin.disconnect();
  }
};
