import { randomUUID } from 'node:crypto';
import type { TopicName } from '#contracts';
import { within } from '#kernel';
import { BatchServer } from './batch-server.js';
import type { KafkaOptions } from './kafka-client.js';
import type { ReceivedRecord, RecordBatch } from './ports.js';
import { deleteGroup } from './read-records.js';
import { logBounds } from './topic-admin.js';

/** Joining a group of one's own takes a second, a busy broker several; so long may pass without a record. */
const STILL_MS_MAX = 20_000;

/**
 * Reads everything that a topic holds now, through a group of its own that is gone afterwards; the records of each
 * partition come in their order, and some of them again where the group is joined anew.
 *
 * @throws when Kafka does not answer, or brings nothing for 20 s before the end
 */
export const readLog = async (
  options: KafkaOptions,
  topic: TopicName,
  take: (record: ReceivedRecord) => void,
): Promise<void> => {
  const { partitions } = await logBounds(options, topic);
  const left = new Set([...partitions].filter(([, { low, high }]) => high > low).map(([partition]) => partition));
  if (left.size === 0) return;
  let moved = Promise.withResolvers<undefined>();
  const groupId = `caudal.read-${randomUUID()}`;
  const server = new BatchServer({
    ...options,
    groupId,
    concurrency: left.size,
    positions: { position: () => Promise.resolve(undefined) },
  });
  server.addHandler(topic, ({ partition, records }: RecordBatch) => {
    const end = partitions.get(partition)?.high ?? 0n;
    for (const record of records) if (record.offset < end) take(record);
    if ((records.at(-1)?.offset ?? -1n) >= end - 1n) left.delete(partition);
    moved.resolve(undefined);
    return Promise.resolve();
  });
  server.listen(() => undefined);
  try {
    while (left.size > 0) {
      await within(STILL_MS_MAX, moved.promise);
      moved = Promise.withResolvers<undefined>();
    }
  } finally {
    await server.close();
    await deleteGroup(options, options.topicPrefix + groupId);
  }
};
