import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { Topics, type TopicName } from '#contracts';
import { createLogger } from '#observability';
import { eventually, makeTopics, testKafka, type TestKafka } from '#testing';
import { BatchServer } from './batch-server.js';
import { connectPublisher, type KafkaPublisher } from './kafka-publisher.js';
import type { RecordBatch } from './ports.js';

/** What only Kafka's own tools can do to a consumer or see of it: a log that loses its beginning, offsets, groups. */
describe('the batch server, seen with the tools of Kafka', () => {
  const topic: TopicName = Topics.transfers.name;
  const logger = createLogger('test', 'silent');
  let kafka: TestKafka;
  let publisher: KafkaPublisher;
  let admin: Admin;
  let server: BatchServer;
  let position: bigint | undefined;
  let offsets: bigint[];

  beforeAll(async () => {
    const client = new Kafka({ brokers: [...testKafka().brokers], logLevel: logLevel.NOTHING });
    admin = client.admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());

  beforeEach(async () => {
    kafka = testKafka();
    await makeTopics(kafka, topic);
    publisher = connectPublisher({ ...kafka, clientId: 'test', logger });
    position = undefined;
    offsets = [];
    server = new BatchServer({
      ...kafka,
      clientId: 'test',
      logger,
      groupId: 'server',
      concurrency: 12,
      positions: {
        position: (clusterId, _topic, partition) =>
          Promise.resolve(
            partition === at && position !== undefined ? { clusterId, next: position, lastRecord: null } : undefined,
          ),
      },
    });
    server.addHandler(topic, ({ records }: RecordBatch) => {
      offsets.push(...records.map(({ offset }) => offset));
      position = (records.at(-1)?.offset ?? 0n) + 1n;
      return Promise.resolve();
    });
  });
  afterEach(async () => {
    await server.close();
    await publisher.close();
  });

  let at = 0;
  const publish = async (count: number): Promise<void> => {
    const value = Buffer.from('{}');
    await publisher.publish(Array.from({ length: count }, () => ({ topic, key: 'k', value, headers: {} })));
    const bounds = await admin.fetchTopicOffsets(kafka.topicPrefix + topic);
    at = bounds.find(({ high }) => high !== '0')?.partition ?? -1;
  };
  const loseBefore = (offset: number): Promise<void> =>
    admin.deleteTopicRecords({
      topic: kafka.topicPrefix + topic,
      partitions: [{ partition: at, offset: String(offset) }],
    });
  const listen = (): void => {
    server.listen(() => undefined);
  };

  it('begins at the start of a log that has lost records before we ever read it', async () => {
    await publish(10);
    await loseBefore(4);
    listen();
    await eventually(() => {
      expect(offsets).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
    });
  });

  it('stands still where the log lost what was not applied yet', async () => {
    await publish(10);
    await loseBefore(4);
    position = 2n;
    listen();
    await eventually(() => {
      expect(server.state.halted).toEqual([
        { topic, partition: at, reason: 'log_starts_after_checkpoint', position: 2n },
      ]);
    });
    await publish(1);
    expect(offsets).toEqual([]);
  });

  it('goes on where the log lost no more than was applied', async () => {
    await publish(10);
    await loseBefore(4);
    position = 4n;
    listen();
    await eventually(() => {
      expect(offsets).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
    });
    expect(server.state.halted).toEqual([]);
  });

  it('shows Kafka’s tools where the group stands, also after the last batch', async () => {
    const committed = async (): Promise<string | undefined> => {
      const [found] = await admin.fetchOffsets({
        groupId: `${kafka.topicPrefix}server`,
        topics: [kafka.topicPrefix + topic],
      });
      return found?.partitions.find(({ partition }) => partition === at)?.offset;
    };
    await publish(700);
    listen();
    await eventually(async () => {
      expect(await committed()).toBe('700');
    });
    await publish(5);
    await eventually(() => {
      expect(offsets).toHaveLength(705);
    });
    await server.close();
    expect(await committed()).toBe('705');
  });

  it('leaves its group when it closes: nobody waits for it', async () => {
    await publish(1);
    listen();
    await eventually(() => {
      expect(server.state.joined).toBe(true);
    });
    await server.close();
    const { groups } = await admin.describeGroups([`${kafka.topicPrefix}server`]);
    expect(groups[0]?.members).toEqual([]);
  });
});
