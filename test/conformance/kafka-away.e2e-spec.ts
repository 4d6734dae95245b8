import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import { BatchingProducer, connectPublisher, type KafkaPublisher, type OutgoingRecord } from '#messaging';
import { createLogger } from '#observability';
import { eventually, makeTopics, readTopic } from '#testing';
import { startOwnBroker, type OwnBroker } from '../e2e/ingress-own-broker.js';
import { startMember, type Member } from './batch-members.js';
import { Books } from './books.js';

/**
 * Both adapters of Kafka through one story with a broker of its own: up, frozen, killed, up again. Nothing that was
 * acknowledged is lost, nobody is built anew by hand, and a call never waits long behind a broker that is away.
 */
describe('Kafka goes away and comes back', () => {
  const topic: TopicName = Topics.transfers.name;
  const logger = createLogger('test', 'silent');
  let broker: OwnBroker;
  let publisher: KafkaPublisher;
  let producer: BatchingProducer;
  let member: Member;
  const books = new Books();
  const acknowledged: string[] = [];
  let count = 0;

  beforeAll(async () => {
    broker = await startOwnBroker();
    await makeTopics(kafka(), topic);
    publisher = connectPublisher({ ...kafka(), clientId: 'test', logger });
    producer = new BatchingProducer(publisher, { windowMs: 4, queueMax: 100, deadlineMs: 1_000 });
    member = await startMember(kafka(), books, books.probe);
  });

  afterAll(async () => {
    await producer.close();
    await publisher.close();
    await member.close();
    await broker.close();
  });

  const kafka = () => ({ brokers: broker.brokers, topicPrefix: '' });
  const next = (): OutgoingRecord => {
    count += 1;
    return { topic, key: `k${String(count % 7)}`, value: Buffer.from(String(count)), headers: {} };
  };
  const send = async (): Promise<void> => {
    const record = next();
    await producer.send(record);
    acknowledged.push(record.value.toString());
  };
  const took = async (work: () => Promise<unknown>): Promise<{ ms: number; failed: boolean }> => {
    const begun = performance.now();
    const failed = await work().then(
      () => false,
      () => true,
    );
    return { ms: performance.now() - begun, failed };
  };
  const untilConsumed = (): Promise<void> =>
    eventually(() => {
      const applied = new Set(books.all);
      expect(acknowledged.filter((text) => !applied.has(text))).toEqual([]);
    });

  it('is up: what is acknowledged is consumed', async () => {
    await Promise.all(Array.from({ length: 50 }, send));
    await untilConsumed();
  });

  it('is frozen: a record is given back at its deadline, a call of the publisher within seconds', async () => {
    broker.freeze();
    const newcomer = connectPublisher({ ...kafka(), clientId: 'test', logger });
    const [record, call, connection] = await Promise.all([
      took(() => producer.send(next())),
      took(() => publisher.publish([next()])),
      took(() => newcomer.publish([next()])),
    ]);
    broker.thaw();
    expect([record.failed, call.failed, connection.failed]).toEqual([true, true, true]);
    expect(record.ms).toBeLessThan(4_000);
    expect(call.ms).toBeLessThan(15_000);
    await eventually(send);
    // Also one that met the frozen broker as it connected.
    await eventually(() => newcomer.publish([next()]));
    await newcomer.close();
    await untilConsumed();
  });

  it('is killed: calls fail at once, and an app may start meanwhile', async () => {
    await broker.kill();
    expect((await took(() => publisher.publish([next()]))).failed).toBe(true);
    const call = await took(() => publisher.publish([next()]));
    expect(call.failed).toBe(true);
    expect(call.ms).toBeLessThan(4_000);
    expect(publisher.connected).toBe(false);

    const lateBooks = new Books();
    const latePublisher = connectPublisher({ ...kafka(), clientId: 'test', logger });
    const late = await startMember(kafka(), lateBooks, lateBooks.probe, 'late');
    await expect(latePublisher.publish([next()])).rejects.toThrow();
    expect(late.server.state.joined).toBe(false);

    await broker.restart();
    await eventually(() => latePublisher.publish([next()]));
    await eventually(send);
    await Promise.all(Array.from({ length: 20 }, send));
    await untilConsumed();
    await eventually(() => {
      expect(new Set(lateBooks.all).size).toBeGreaterThanOrEqual(acknowledged.length);
    });
    await Promise.all([late.close(), latePublisher.close()]);
  });

  it('has lost nothing that was acknowledged', async () => {
    const kept = new Set((await readTopic(kafka(), topic)).map(({ value }) => value.toString()));
    expect(acknowledged.filter((text) => !kept.has(text))).toEqual([]);
    expect(books.lost).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(70);
  });

  it('is away: a consumer ends all the same, and fast', async () => {
    await broker.kill();
    const { ms } = await took(() => member.close());
    expect(ms).toBeLessThan(10_000);
  });
});
