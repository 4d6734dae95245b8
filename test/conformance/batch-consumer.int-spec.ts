import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import { connectPublisher, type KafkaPublisher } from '#messaging';
import { createLogger } from '#observability';
import { boundsOf, makeTopics, testKafka, type TestKafka } from '#testing';
import { eventually } from '../e2e/app-process.js';
import { startMember, type Member } from './batch-members.js';
import type { Probe } from './batch-probe.module.js';
import { Books } from './books.js';

/**
 * What every consumer of batches may rely on, shown on Kafka through Nest: consecutive records of one partition, at
 * most 500; a position that is the consumer's own; an error that brings the batch back; an end that finishes the batch.
 */
describe('the batch consumer port: Kafka', () => {
  const topic: TopicName = Topics.transfers.name;
  let kafka: TestKafka;
  let publisher: KafkaPublisher;
  let books: Books;
  let members: Member[];

  beforeEach(async () => {
    kafka = testKafka();
    await makeTopics(kafka, topic);
    publisher = connectPublisher({ ...kafka, clientId: 'test', logger: createLogger('test', 'silent') });
    books = new Books();
    members = [];
  });

  afterEach(async () => {
    await Promise.all(members.map((member) => member.close()));
    await publisher.close();
  });

  const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => String(from + at));
  const publish = (values: readonly string[], key: (value: string) => string = (value) => value): Promise<void> =>
    publisher.publish(values.map((value) => ({ topic, key: key(value), value: Buffer.from(value), headers: {} })));
  const start = async (probe: Probe = books.probe): Promise<Member> => {
    const member = await startMember(kafka, books, probe);
    members.push(member);
    return member;
  };
  const untilApplied = (count: number, withinMs = 10_000): Promise<void> =>
    eventually(() => {
      expect(books.all.length).toBeGreaterThanOrEqual(count);
    }, withinMs);
  const sorted = (values: readonly string[]): string[] => [...values].sort((a, b) => Number(a) - Number(b));
  const partitionOf = async (key: string): Promise<number> => {
    const before = await boundsOf(kafka, topic);
    await publish(['0'], () => key);
    const after = await boundsOf(kafka, topic);
    return [...after].find(([partition, { high }]) => high > (before.get(partition)?.high ?? 0n))?.[0] ?? -1;
  };

  it('hands over consecutive records of one partition, 500 at most', async () => {
    await publish(texts(1_700), () => 'one key');
    await start();
    await untilApplied(1_700);
    expect(books.all).toEqual(texts(1_700));
    expect(new Set(books.batches.map(({ partition }) => partition)).size).toBe(1);
    expect(Math.max(...books.batches.map(({ records }) => records))).toBe(500);
    const ends = books.batches.map(({ firstOffset, records }) => firstOffset + BigInt(records));
    expect(books.batches.map(({ firstOffset }) => firstOffset)).toEqual([0n, ...ends.slice(0, -1)]);
  });

  it('brings a batch back after an error of its handler, says so, and lets the others go on', async () => {
    const bad = await partitionOf('bad');
    let failures = 0;
    await publish(texts(300, 1));
    const member = await start((batch) => {
      if (batch.partition === bad && failures < 2) {
        failures += 1;
        return Promise.reject(new Error('the handler failed'));
      }
      return books.probe(batch);
    });
    await untilApplied(301);
    expect(failures).toBe(2);
    expect(sorted(books.all)).toEqual(texts(301));
    const told = member.log.filter(({ level }) => level === 'error');
    expect(told).toHaveLength(2);
    expect(told[0]?.fields).toMatchObject({ topic, partition: bad, error: 'the handler failed' });
  });

  it('joins anew when a handler fails for longer than the library tries', async () => {
    await publish(texts(20));
    const until = performance.now() + 4_000;
    await start((batch) => (performance.now() < until ? Promise.reject(new TypeError('a bug')) : books.probe(batch)));
    await untilApplied(20, 15_000);
    expect(sorted(books.all)).toEqual(texts(20));
  });

  describe('goes on where its own books say', () => {
    it('which are empty: from the start of the log, whatever Kafka remembers', async () => {
      await publish(texts(50));
      const first = await start();
      await untilApplied(50);
      await first.close();
      members = [];
      books = new Books();
      await start();
      await untilApplied(50);
      expect(sorted(books.all)).toEqual(texts(50));
    });

    it('which are behind Kafka’s offset: the records between come again', async () => {
      await publish(texts(50), () => 'k');
      const first = await start();
      await untilApplied(50);
      await first.close();
      members = [];
      const partition = [...books.applied.keys()][0] ?? -1;
      books.next.set(`${topic}/${String(partition)}`, 20n);
      books.applied.clear();
      await start();
      await untilApplied(30);
      expect(books.all).toEqual(texts(30, 20));
    });

    it('which are ahead of Kafka’s offset: nothing comes twice', async () => {
      const partition = await partitionOf('k');
      await publish(texts(49, 1), () => 'k');
      books.next.set(`${topic}/${String(partition)}`, 40n);
      await start();
      await untilApplied(10);
      await publish(['50'], () => 'k');
      await untilApplied(11);
      expect(books.all).toEqual(texts(11, 40));
    });
  });

  describe('stands still where its books and the log disagree', () => {
    it('the log ends before the position: that partition halts and says so, the others go on', async () => {
      const bad = await partitionOf('bad');
      books.next.set(`${topic}/${String(bad)}`, 1_000n);
      await publish(texts(300, 1));
      const held = [...(await boundsOf(kafka, topic))].reduce(
        (sum, [partition, { high }]) => (partition === bad ? sum : sum + Number(high)),
        0,
      );
      const member = await start();
      await untilApplied(held);
      await sleep(500);
      expect(books.all).toHaveLength(held);
      expect(books.applied.has(bad)).toBe(false);
      expect(member.server.state).toEqual({
        joined: true,
        halted: [{ topic, partition: bad, reason: 'log_ends_before_checkpoint', position: 1_000n }],
      });
      expect(member.log.filter(({ level }) => level === 'error')).toHaveLength(1);
    });

    it('also when the books could not be read at first', async () => {
      const bad = await partitionOf('bad');
      books.next.set(`${topic}/${String(bad)}`, 1_000n);
      await publish(texts(100, 1));
      let away = true;
      const member = await startMember(
        kafka,
        {
          nextOffset: (...of) => (away ? Promise.reject(new Error('the database is away')) : books.nextOffset(...of)),
        },
        books.probe,
      );
      members.push(member);
      await sleep(1_500);
      expect(books.all).toEqual([]);
      away = false;
      await eventually(() => {
        expect(member.server.state.halted).toHaveLength(1);
        expect(books.applied.size).toBeGreaterThanOrEqual(8);
      });
      expect(books.applied.has(bad)).toBe(false);
    });
  });

  describe('shares its partitions', () => {
    it('between two members, and nothing is lost or left when one leaves', async () => {
      const by =
        (name: string): Probe =>
        (batch) => {
          books.apply(batch, name);
          return Promise.resolve();
        };
      const first = await start(by('first'));
      await publish(texts(200));
      await untilApplied(200);
      await start(by('second'));
      await eventually(() => {
        expect(members.every(({ server }) => server.state.joined)).toBe(true);
      }, 10_000);
      await publish(texts(400, 200));
      await untilApplied(600);
      expect(new Set(books.batches.slice(-20).map((batch) => batch.by))).toEqual(new Set(['first', 'second']));
      members.shift();
      const leaving = performance.now();
      await first.close();
      await publish(texts(400, 600));
      await untilApplied(1_000, 8_000);
      expect(performance.now() - leaving).toBeLessThan(5_000);
      expect(sorted(books.all)).toEqual(texts(1_000));
      expect(books.lost).toEqual([]);
    });

    it('a rebalance under way costs nothing: heartbeats that throw bring the batch back', async () => {
      await publish(texts(3_000));
      let rebalances = 0;
      const slow: Probe = async (batch, context) => {
        while (rebalances === 0) {
          await sleep(30);
          await context.heartbeat().catch((error: unknown) => {
            rebalances += 1;
            throw error;
          });
        }
        books.apply(batch);
      };
      const first = await start(slow);
      await eventually(() => {
        expect(first.server.state.joined).toBe(true);
      }, 10_000);
      await start(slow);
      await untilApplied(3_000, 20_000);
      expect(sorted(books.all)).toEqual(texts(3_000));
      expect(books.lost).toEqual([]);
      // It is no failure: nobody is told of one.
      expect(first.log.filter(({ level }) => level === 'error')).toEqual([]);
      expect(rebalances).toBeGreaterThan(0);
    });

    it('a handler that waits keeps its membership for as long as it sends heartbeats', async () => {
      await publish(texts(40));
      const waitUntil = performance.now() + 13_000;
      const member = await start(async (batch, context) => {
        while (performance.now() < waitUntil) {
          await sleep(500);
          await context.heartbeat();
        }
        books.apply(batch);
      });
      // Longer than a session: without heartbeats the group would have given its partitions away.
      await untilApplied(40, 20_000);
      expect(sorted(books.all)).toEqual(texts(40));
      expect(member.log.filter(({ level }) => level !== 'debug')).toEqual([]);
      expect(books.batches.length).toBeLessThanOrEqual(12);
    });
  });

  describe('ends', () => {
    it('when the batch under way is applied, and not later', async () => {
      await publish(texts(2_000), () => 'k');
      let begun = 0;
      const member = await start(async (batch) => {
        begun += 1;
        await sleep(300);
        books.apply(batch);
      });
      await eventually(() => {
        expect(begun).toBe(1);
      }, 10_000);
      const closing = performance.now();
      await member.close();
      members = [];
      expect(performance.now() - closing).toBeLessThan(2_000);
      expect([begun, books.all.length]).toEqual([1, books.batches[0]?.records]);
      expect(member.server.state.joined).toBe(false);
    });

    it('when its handler, told that the process stops, gives up', async () => {
      await publish(texts(10));
      let waiting = false;
      const member = await start(async (_batch, context) => {
        waiting = true;
        while (!context.stopping) await sleep(20);
        throw new Error('the database is away');
      });
      await eventually(() => {
        expect(waiting).toBe(true);
      }, 10_000);
      const closing = performance.now();
      await member.close();
      members = [];
      expect(performance.now() - closing).toBeLessThan(4_000);
      expect(books.all).toEqual([]);
    });

    it('while it is still joining', async () => {
      const member = await start();
      await member.close();
      members = [];
      expect(member.server.state.joined).toBe(false);
    });
  });
});
