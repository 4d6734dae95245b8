/** Every adapter of the publisher port: Kafka, and the log in memory that specifications use in its place. */
import { Topics } from '#contracts';
import { connectPublisher } from '#messaging';
import { createLogger } from '#observability';
import { makeTopics, MemoryLog, readTopic, testKafka } from '#testing';
import { recordPublisherSuite } from './record-publisher.js';

recordPublisherSuite('Kafka', async () => {
  const kafka = testKafka();
  await makeTopics(kafka, Topics.transfers.name, Topics.cards.name);
  const publisher = connectPublisher({ ...kafka, clientId: 'test', logger: createLogger('test', 'silent') });
  return {
    publisher,
    read: (topic) => readTopic(kafka, topic),
    close: () => publisher.close(),
  };
});

recordPublisherSuite('in memory', () => {
  const log = new MemoryLog([Topics.transfers.name, Topics.cards.name]);
  return Promise.resolve({
    publisher: log,
    read: (topic) => Promise.resolve(log.kept.filter((record) => record.topic === topic)),
    close: () => Promise.resolve(),
  });
});
