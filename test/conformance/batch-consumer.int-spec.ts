import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import { eventually, boundsOf } from '#testing';
import { openBatchPlace, texts, type BatchPlace } from './batch-place.js';
import type { Probe } from './batch-probe.module.js';

/**
 * What every consumer of batches may rely on, shown on Kafka through Nest: consecutive records of one partition, at
 * most 500; a position that is the consumer's own; an error that brings the batch back; an end that finishes the batch.
 */
describe('the batch consumer port: Kafka', () => {
  const topic: TopicName = Topics.transfers.name;
  let place: BatchPlace;

  beforeEach(async () => {
    place = await openBatchPlace();
  });
  afterEach(() => place.close());

  const sorted = (values: readonly string[]): string[] => [...values].sort((a, b) => Number(a) - Number(b));
  const partitionOf = async (key: string): Promise<number> => {
    const before = await boundsOf(place.kafka, topic);
    await place.publish(['0'], () => key);
    const after = await boundsOf(place.kafka, topic);
    return [...after].find(([partition, { high }]) => high > (before.get(partition)?.high ?? 0n))?.[0] ?? -1;
  };

  it('hands over consecutive records of one partition, 500 at most', async () => {
    await place.publish(texts(1_700), () => 'one key');
    await place.start();
    await place.untilApplied(1_700);
    expect(place.books.all).toEqual(texts(1_700));
    expect(new Set(place.books.batches.map(({ partition }) => partition)).size).toBe(1);
    expect(Math.max(...place.books.batches.map(({ records }) => records))).toBe(500);
    const ends = place.books.batches.map(({ firstOffset, records }) => firstOffset + BigInt(records));
    expect(place.books.batches.map(({ firstOffset }) => firstOffset)).toEqual([0n, ...ends.slice(0, -1)]);
  });

  it('lets no partition wait for others to catch up, however far behind all of them are', async () => {
    // Twenty megabytes: more than a fetch brings by the library's own limits.
    const padding = 'x'.repeat(100_000);
    const keyOf = (value: string): string => value.replaceAll('x', '');
    for (let from = 0; from < 200; from += 8) {
      await place.publish(
        texts(8, from).map((text) => text + padding),
        keyOf,
      );
    }
    await place.start();
    await place.untilApplied(200);
    const turns = place.books.batches.map(({ firstOffset }) => firstOffset);
    expect(new Set(place.books.batches.map(({ partition }) => partition)).size).toBe(12);
    // Each has its first turn before any has its second.
    expect(turns.findIndex((offset) => offset > 0n)).toBe(turns.lastIndexOf(0n) + 1);
  });

  it('brings a batch back after an error of its handler, says so, and lets the others go on', async () => {
    const bad = await partitionOf('bad');
    let failures = 0;
    await place.publish(texts(300, 1));
    const member = await place.start((batch) => {
      if (batch.partition === bad && failures < 2) {
        failures += 1;
        return Promise.reject(new Error('the handler failed'));
      }
      return place.books.probe(batch);
    });
    await place.untilApplied(301);
    expect(failures).toBe(2);
    expect(sorted(place.books.all)).toEqual(texts(301));
    const told = member.log.filter(({ level }) => level === 'error');
    // However often it fails: one line.
    expect(told).toHaveLength(1);
    expect(told[0]?.fields).toMatchObject({ topic, partition: bad, reason: 'Error: the handler failed' });
  });

  it('joins anew when a handler fails for longer than the library tries', async () => {
    await place.publish(texts(20));
    const until = performance.now() + 4_000;
    await place.start((batch) =>
      performance.now() < until ? Promise.reject(new TypeError('a bug')) : place.books.probe(batch),
    );
    await place.untilApplied(20);
    expect(sorted(place.books.all)).toEqual(texts(20));
  });

  describe('goes on where its own books say', () => {
    it('which are empty: from the start of the log, whatever Kafka remembers', async () => {
      await place.publish(texts(50));
      const first = await place.start();
      await place.untilApplied(50);
      await first.close();
      place.books.clear();
      await place.start();
      await place.untilApplied(50);
      expect(sorted(place.books.all)).toEqual(texts(50));
    });

    it('which are behind Kafka’s offset: the records between come again', async () => {
      await place.publish(texts(50), () => 'k');
      const first = await place.start();
      await place.untilApplied(50);
      await first.close();
      const partition = [...place.books.applied.keys()][0] ?? -1;
      place.books.standAt(topic, partition, 20n);
      place.books.applied.clear();
      await place.start();
      await place.untilApplied(30);
      expect(place.books.all).toEqual(texts(30, 20));
    });

    it('which are ahead of Kafka’s offset: nothing comes twice', async () => {
      const partition = await partitionOf('k');
      await place.publish(texts(49, 1), () => 'k');
      place.books.standAt(topic, partition, 40n);
      await place.start();
      await place.untilApplied(10);
      await place.publish(['50'], () => 'k');
      await place.untilApplied(11);
      expect(place.books.all).toEqual(texts(11, 40));
    });
  });

  describe('stands still where its books and the log disagree', () => {
    it('the log ends before the position: that partition halts and says so, the others go on', async () => {
      const bad = await partitionOf('bad');
      place.books.standAt(topic, bad, 1_000n);
      await place.publish(texts(300, 1));
      const held = [...(await boundsOf(place.kafka, topic))].reduce(
        (sum, [partition, { high }]) => (partition === bad ? sum : sum + Number(high)),
        0,
      );
      const member = await place.start();
      await place.untilApplied(held);
      await sleep(500);
      expect(place.books.all).toHaveLength(held);
      expect(place.books.applied.has(bad)).toBe(false);
      expect(member.server.state).toMatchObject({
        joined: true,
        halted: [{ topic, partition: bad, reason: 'log_ends_before_checkpoint', position: 1_000n }],
      });
      expect(member.log.filter(({ level }) => level === 'error')).toHaveLength(1);
    });

    it('also when the books could not be read at first', async () => {
      const bad = await partitionOf('bad');
      place.books.standAt(topic, bad, 1_000n);
      await place.publish(texts(100, 1));
      let away = true;
      const member = await place.start(place.books.probe, {
        position: (...of) => (away ? Promise.reject(new Error('the database is away')) : place.books.position(...of)),
      });
      await sleep(1_500);
      expect(place.books.all).toEqual([]);
      away = false;
      await eventually(() => {
        expect(member.server.state.halted).toHaveLength(1);
        expect(place.books.applied.size).toBeGreaterThanOrEqual(8);
      });
      expect(place.books.applied.has(bad)).toBe(false);
    });
  });

  describe('shares its partitions', () => {
    it('between two members, and nothing is lost or left when one leaves', async () => {
      const by =
        (name: string): Probe =>
        (batch) => {
          place.books.apply(batch, name);
          return Promise.resolve();
        };
      const first = await place.start(by('first'));
      await place.publish(texts(200));
      await place.untilApplied(200);
      await place.start(by('second'));
      await eventually(() => {
        expect(place.members.every(({ server }) => server.state.joined)).toBe(true);
      });
      await place.publish(texts(400, 200));
      await place.untilApplied(600);
      expect(new Set(place.books.batches.slice(-20).map((batch) => batch.by))).toEqual(new Set(['first', 'second']));
      const leaving = performance.now();
      await first.close();
      await place.publish(texts(400, 600));
      await place.untilApplied(1_000);
      expect(performance.now() - leaving).toBeLessThan(15_000);
      expect(sorted(place.books.all)).toEqual(texts(1_000));
      expect(place.books.lost).toEqual([]);
    });

    it('a rebalance under way costs nothing: heartbeats that throw bring the batch back', async () => {
      await place.publish(texts(3_000));
      let rebalances = 0;
      let begun = 0;
      const slow: Probe = async (batch, context) => {
        begun += 1;
        while (rebalances === 0) {
          await sleep(30);
          await context.heartbeat().catch((error: unknown) => {
            rebalances += 1;
            throw error;
          });
        }
        place.books.apply(batch);
      };
      const first = await place.start(slow);
      // At work, and not only a member: the rebalance is to find a batch under way.
      await eventually(() => {
        expect(begun).toBeGreaterThan(0);
      });
      await place.start(slow);
      await place.untilApplied(3_000);
      expect(sorted(place.books.all)).toEqual(texts(3_000));
      expect(place.books.lost).toEqual([]);
      // It is no failure: nobody is told of one.
      expect(first.log.filter(({ level }) => level === 'error')).toEqual([]);
      expect(rebalances).toBeGreaterThan(0);
    });

    it('a handler that waits keeps its membership for as long as it sends heartbeats', async () => {
      await place.publish(texts(40));
      const waitUntil = performance.now() + 13_000;
      const member = await place.start(async (batch, context) => {
        while (performance.now() < waitUntil) {
          await sleep(500);
          await context.heartbeat();
        }
        place.books.apply(batch);
      });
      // Longer than a session: without heartbeats the group would have given its partitions away.
      await place.untilApplied(40);
      expect(sorted(place.books.all)).toEqual(texts(40));
      expect(member.log.filter(({ level }) => level !== 'debug')).toEqual([]);
      expect(place.books.batches.length).toBeLessThanOrEqual(12);
    });
  });

  describe('ends', () => {
    it('when the batch under way is applied, and not later', async () => {
      await place.publish(texts(2_000), () => 'k');
      let begun = 0;
      const member = await place.start(async (batch) => {
        begun += 1;
        await sleep(300);
        place.books.apply(batch);
      });
      await eventually(() => {
        expect(begun).toBe(1);
      });
      const closing = performance.now();
      await member.close();
      expect(performance.now() - closing).toBeLessThan(5_000);
      expect([begun, place.books.all.length]).toEqual([1, place.books.batches[0]?.records]);
      expect(member.server.state.joined).toBe(false);
    });

    it('when its handler, told that the process stops, gives up', async () => {
      await place.publish(texts(10));
      let waiting = false;
      const member = await place.start(async (_batch, context) => {
        waiting = true;
        while (!context.stopping) await sleep(20);
        throw new Error('the database is away');
      });
      await eventually(() => {
        expect(waiting).toBe(true);
      });
      const closing = performance.now();
      await member.close();
      expect(performance.now() - closing).toBeLessThan(8_000);
      expect(place.books.all).toEqual([]);
    });

    it('while it is still joining', async () => {
      const member = await place.start();
      await member.close();
      expect(member.server.state.joined).toBe(false);
    });
  });
});
