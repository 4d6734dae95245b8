import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { connectPublisher, RecordRefusedError, type KafkaPublisher } from '#messaging';
import { createLogger, registry } from '#observability';
import { openDatabase, type Database } from '#persistence';
import { makeTopics, readTopic, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { startRelay, type Relay } from './relay.js';

/** A view that is larger than the broker takes stops nobody else: seen on a real broker, whose refusal it is. */
describe('a change that Kafka refuses', () => {
  const topic = Topics.cleanTransfers.name;
  const logger = createLogger('test', 'silent');
  let test: TestDatabase;
  let kafka: TestKafka;
  let database: Database;
  let publisher: KafkaPublisher;
  let relay: Relay;

  beforeEach(async () => {
    [test, kafka] = [await testDatabase(), testKafka()];
    await makeTopics(kafka, topic);
    database = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 3 });
    publisher = connectPublisher({ ...kafka, clientId: 'test', logger });
  });
  afterEach(async () => {
    await relay.stop();
    await publisher.close();
    await database.close();
    await test.close();
  });

  it('is told of, and all the others are published', async () => {
    await database.query(
      `insert into transfers.outbox (sequence, topic, key, headers, value)
       select n, $1, 'k' || n, '{}', case n when 3 then repeat('x', 1100000) else n::text end
       from generate_series(1, 6) n`,
      [topic],
    );
    relay = startRelay({
      database,
      consumer: 'too-large',
      schema: 'transfers',
      publish: (records) => publisher.publish(records),
      isRefusal: (error) => error instanceof RecordRefusedError,
      logger,
    });
    const deadline = performance.now() + 15_000;
    while ((await database.query('select 1 from transfers.outbox')).length > 1 || relay.refused === 0) {
      if (performance.now() > deadline) throw new Error('The outbox was not published');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const keys = new Set((await readTopic(kafka, topic)).map(({ key }) => key));
    expect([...keys].sort()).toEqual(['k1', 'k2', 'k4', 'k5', 'k6']);
    expect(await registry.metrics()).toContain('caudal_outbox_refused_records{consumer="too-large"} 1');
    // It waits, and nothing stands still.
    expect(await database.query('select key from transfers.outbox')).toEqual([{ key: 'k3' }]);
  });
});
