/** Proves: nobody waits for the session of a member that its own process has given up. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { Topics, type TopicName } from '#contracts';
import { createLogger } from '#observability';
import { eventually, makeTopics, testKafka, type TestKafka } from '#testing';
import { FormerMember } from './former-member.js';
import { consumeAsMember } from './group-consumer.js';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';

describe('the former member', () => {
  const topic: TopicName = Topics.transfers.name;
  const logger = createLogger('test', 'silent');
  /** Longer than the specification has. */
  const SESSION_MS = 120_000;
  let kafka: TestKafka;
  let options: KafkaOptions;
  let groupId: string;
  let abandoned: Consumer | undefined;
  const stop = new AbortController();
  let consuming: Promise<void>;

  beforeEach(async () => {
    kafka = testKafka();
    await makeTopics(kafka, topic);
    options = { ...kafka, clientId: 'test', logger };
    groupId = `${kafka.topicPrefix}former`;
  });
  afterEach(async () => {
    stop.abort();
    await consuming;
    await abandoned?.disconnect();
  });

  /** A member that neither heartbeats nor leaves. @returns its name in the group */
  const abandon = async (): Promise<string> => {
    const consumer = kafkaClient(options).consumer({
      groupId,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: SESSION_MS,
      heartbeatInterval: SESSION_MS - 1,
      retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
    });
    abandoned = consumer;
    const joined = new Promise<string>((resolve, reject) => {
      consumer.on('consumer.group_join', ({ payload }) => {
        resolve(payload.memberId);
      });
      consumer.on('consumer.crash', ({ payload }) => {
        reject(payload.error);
      });
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [kafka.topicPrefix + topic] });
    await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
    return joined;
  };

  it('is taken leave for, so that its successor gets the partitions at once', async () => {
    const formerMember = new FormerMember(logger);
    // A broker that nobody has asked before has no coordinator yet.
    const former = await eventually(abandon);
    formerMember.joined(former);
    const joined = jest.spyOn(formerMember, 'joined');
    let partitions: readonly number[] | undefined;
    consuming = consumeAsMember(
      {
        ...options,
        groupId,
        topics: [kafka.topicPrefix + topic],
        concurrency: 1,
        formerMember,
        onAssigned: (_consumer, assignment) => {
          partitions = assignment[kafka.topicPrefix + topic];
        },
        onRebalancing: () => undefined,
        onEnded: () => undefined,
        eachBatch: () => Promise.resolve(),
      },
      stop.signal,
    );
    await eventually(() => {
      expect(partitions).toHaveLength(Topics.transfers.partitions);
    });
    // The successor is the former member of the next one.
    expect(joined).toHaveBeenCalledWith(expect.not.stringContaining(former));
  });
});
