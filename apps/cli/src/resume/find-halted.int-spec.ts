/** A consumer that goes on while it is looked at is no consumer that stands still. */
import { expect, it } from '@jest/globals';
import { Consumers, Topics } from '#contracts';
import { createLogger } from '#observability';
import { openDatabase } from '#persistence';
import { makeTopics, testDatabase, testKafka, testPublisher } from '#testing';
import { inspectPartitions } from './find-halted.js';

it('takes no partition for one that stands still because its checkpoint moved while it was looked at', async () => {
  const logger = createLogger('test', 'silent');
  const kafka = { ...testKafka(), clientId: 'test', logger };
  const topic = Topics.transfers.name;
  await makeTopics(kafka, topic);
  const test = await testDatabase();
  const admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  const publisher = testPublisher(kafka);
  try {
    let published = 0;
    /** As the consumer does just before its checkpoint is read: one more record, applied. */
    const goOn = async (): Promise<void> => {
      await publisher.publish([{ topic, key: 'k', value: Buffer.from('{}'), headers: {} }]);
      published += 1;
      await admin.query('update transfers.checkpoints set next_offset = $1', [String(published)]);
    };
    await goOn();
    const inspected = await inspectPartitions(
      {
        query: async (text, parameters) => {
          await goOn();
          if (published === 2) {
            // Of all partitions, with a digest that is not known: the one that holds the records has them so far.
            await admin.query(
              `insert into transfers.checkpoints (consumer, cluster_id, topic, partition, next_offset)
               select 'transfers', $1, $2, n, 0 from generate_series(0, 11) n`,
              [parameters?.[1], topic],
            );
            await admin.query('update transfers.checkpoints set next_offset = $1', [String(published)]);
          }
          return admin.query(text, parameters);
        },
      },
      kafka,
      Consumers.transfers,
      topic,
    );
    const holding = inspected.find(({ log }) => log.high > 0n);
    expect(holding).toMatchObject({ halted: undefined });
    expect(inspected.filter(({ log }) => log.high === 0n).every(({ halted }) => halted !== undefined)).toBe(true);
  } finally {
    await Promise.all([publisher.close(), admin.close()]);
    await test.close();
  }
});
