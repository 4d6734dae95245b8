import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { dataSourceOf } from './consumer/data-source.js';

export interface NewPlace {
  readonly brokers: string[];
  readonly topic: string;
  /** As many as Caudal's own topic has. */
  readonly partitions: number;
  readonly databaseUrl: string;
}

/** Creates the naive build's topic and table, where they are not there yet. */
export const createPlace = async ({ brokers, topic, partitions, databaseUrl }: NewPlace): Promise<void> => {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    // The library's own wait gives up at once when a busy broker does not know the topic yet.
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }],
      waitForLeaders: false,
    });
    await untilServed(admin, topic, partitions);
  } finally {
    await admin.disconnect();
  }
  const source = await dataSourceOf(databaseUrl, 1).initialize();
  await source.query('create schema if not exists naive');
  await source.synchronize();
  await source.destroy();
};

/** A new topic has its leaders within a second, on a busy machine within several. */
const SERVED_MS = 30_000;

const untilServed = async (admin: Admin, topic: string, partitions: number): Promise<void> => {
  const end = Date.now() + SERVED_MS;
  while (Date.now() < end) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] }).catch(() => ({ topics: [] }));
    const served = topics[0]?.partitions.filter(({ leader }) => leader >= 0) ?? [];
    if (served.length === partitions) return;
    await sleep(100);
  }
  throw new Error(`The topic ${topic} has no leaders after ${SERVED_MS / 1_000} s`);
};
