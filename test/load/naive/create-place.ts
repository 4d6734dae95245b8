import { Kafka, logLevel } from 'kafkajs';
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
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }],
      waitForLeaders: true,
    });
  } finally {
    await admin.disconnect();
  }
  const source = await dataSourceOf(databaseUrl, 1).initialize();
  await source.query('create schema if not exists naive');
  await source.synchronize();
  await source.destroy();
};
