import type { TopicName } from '#contracts';
import type { LogBounds, ReceivedRecord, RecordBatch } from '#messaging';
import { createLogger } from '#observability';
import { loadMessaging } from './load-messaging.js';
import type { TestKafka } from './test-kafka.js';
import { patiently } from './test-publisher.js';

const logger = createLogger('test', 'silent');

/** Creates these topics under the prefix of a test file, or all: name those it needs, the broker is shared and small. */
export const makeTopics = async (kafka: TestKafka, ...topics: readonly TopicName[]): Promise<string[]> => {
  const { createTopics } = await loadMessaging();
  return createTopics({
    ...{ ...kafka, clientId: 'test', logger, replicationFactor: 1 },
    ...(topics.length > 0 && { topics }),
  });
};

/** Where the log of each partition of a topic begins and ends now. */
export const boundsOf = async (kafka: TestKafka, topic: TopicName): Promise<Map<number, LogBounds>> => {
  const { logBounds } = await loadMessaging();
  return (await patiently(() => logBounds({ ...kafka, clientId: 'test', logger }, topic))).partitions;
};

/** A record, and where it stands. */
export type KeptRecord = ReceivedRecord & { readonly partition: number };

/** Every record that a topic holds now, in the order of each partition: what the broker has, not what was sent. */
export const readTopic = async (kafka: TestKafka, topic: TopicName): Promise<KeptRecord[]> => {
  const bounds = await boundsOf(kafka, topic);
  const wanted = [...bounds.values()].reduce((sum, { low, high }) => sum + Number(high - low), 0);
  const records: KeptRecord[] = [];
  if (wanted === 0) return records;
  const { BatchServer } = await loadMessaging();
  const { promise: complete, resolve } = Promise.withResolvers<undefined>();
  const server = new BatchServer({
    ...kafka,
    logger,
    clientId: 'test',
    groupId: `reader-${crypto.randomUUID()}`,
    concurrency: 12,
    positions: { position: () => Promise.resolve(undefined) },
  });
  server.addHandler(topic, (batch: RecordBatch) => {
    records.push(...batch.records.map((record) => ({ ...record, partition: batch.partition })));
    if (records.length >= wanted) resolve(undefined);
    return Promise.resolve();
  });
  server.listen(() => undefined);
  await complete;
  await server.close();
  return records;
};
