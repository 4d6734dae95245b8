import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { createLogger, registry } from '#observability';
import { makeTopics, testKafka, type TestKafka } from '#testing';
import { connectPublisher, type KafkaPublisher } from './kafka-publisher.js';
import { watchLag } from './lag-watch.js';
import { logBounds } from './topic-admin.js';

/** The lag is told while nothing moves: a consumer that stands still must not look like one that is done. */
describe('the lag of a consumer', () => {
  const topic = Topics.transfers.name;
  const logger = createLogger('test', 'silent');
  let kafka: TestKafka;
  let publisher: KafkaPublisher;
  let stop: AbortController;

  beforeEach(async () => {
    kafka = testKafka();
    await makeTopics(kafka);
    publisher = connectPublisher({ ...kafka, clientId: 'test', logger });
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await publisher.close();
  });

  it('is the distance to the end of the log, of each partition that is held', async () => {
    await publisher.publish(['a', 'a', 'a'].map((key) => ({ topic, key, value: Buffer.from('x'), headers: {} })));
    const { partitions } = await logBounds({ ...kafka, clientId: 'test', logger }, topic);
    const [partition] = [...partitions].find(([, { high }]) => high === 3n) ?? [];
    if (partition === undefined) throw new Error('nothing was published');

    const watching = watchLag(
      { ...kafka, clientId: 'test', logger, groupId: 'standing' },
      () => [{ topic, partition, next: 1n }],
      stop.signal,
    );
    await expect(untilShown(`consumer="standing",topic="${topic}",partition="${String(partition)}"} 2`)).resolves.toBe(
      true,
    );
    stop.abort();
    await watching;
  });
});

const untilShown = async (line: string): Promise<boolean> => {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await registry.metrics()).includes(line)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
};
