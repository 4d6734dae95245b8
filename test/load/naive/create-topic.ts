import { Kafka, logLevel } from 'kafkajs';

/** Creates the naive build's topic with as many partitions as Caudal's own. */
export const createTopic = async (brokers: readonly string[], topic: string, numPartitions: number): Promise<void> => {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR }).admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1 }], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
};
