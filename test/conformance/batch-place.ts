import { expect } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import type { PositionStore } from '#messaging';
import { eventually, makeTopics, testKafka, testPublisher, type TestKafka } from '#testing';
import { startMember, type Member } from './batch-members.js';
import type { Probe } from './batch-probe.module.js';
import { Books } from './books.js';

/** A topic, books and members of one test's own. */
export interface BatchPlace {
  readonly kafka: TestKafka;
  readonly topic: TopicName;
  readonly books: Books;
  publish(values: readonly string[], key?: (value: string) => string): Promise<void>;
  /** Starts one more member; it ends with the place at the latest. */
  start(probe?: Probe, positions?: PositionStore): Promise<Member>;
  /** Those that were not closed. */
  readonly members: readonly Member[];
  untilApplied(count: number): Promise<void>;
  close(): Promise<void>;
}

export const openBatchPlace = async (): Promise<BatchPlace> => {
  const topic = Topics.transfers.name;
  const kafka = testKafka();
  await makeTopics(kafka, topic);
  const publisher = testPublisher(kafka);
  const books = new Books();
  const members: Member[] = [];
  return {
    ...{ kafka, topic, books, members },
    publish: (values, key = (value) => value) =>
      publisher.publish(values.map((value) => ({ topic, key: key(value), value: Buffer.from(value), headers: {} }))),
    async start(probe = books.probe, positions = books) {
      const started = await startMember(kafka, positions, probe);
      const member: Member = {
        ...started,
        close() {
          members.splice(members.indexOf(member), 1);
          return started.close();
        },
      };
      members.push(member);
      return member;
    },
    untilApplied: (count) =>
      eventually(() => {
        expect(books.all.length).toBeGreaterThanOrEqual(count);
      }),
    async close() {
      await Promise.all([...members].map((member) => member.close()));
      await publisher.close();
    },
  };
};

/** `count` numbers as texts. */
export const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => String(from + at));
