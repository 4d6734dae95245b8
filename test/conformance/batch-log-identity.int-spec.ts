import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import { eventually } from '#testing';
import type { Member } from './batch-members.js';
import { openBatchPlace, texts, type BatchPlace } from './batch-place.js';

/**
 * A log has to prove that it is the one that was read: the record below the position must be the one that was applied.
 * Where it is not, the partition stands still until the books say something else.
 */
describe('a consumer asks the log for the record that its books stand on', () => {
  const topic: TopicName = Topics.transfers.name;
  let place: BatchPlace;

  beforeEach(async () => {
    place = await openBatchPlace();
  });
  afterEach(() => place.close());

  /** Everything goes to one partition. */
  const oneKey = (): string => 'k';
  /** A member that has applied 50 records of one partition, and is gone. */
  const applied = async (): Promise<number> => {
    await place.publish(texts(50), oneKey);
    const first = await place.start();
    await place.untilApplied(50);
    await first.close();
    return [...place.books.applied.keys()][0] ?? -1;
  };
  const nameOf = (partition: number): string => `${topic}/${String(partition)}`;
  const haltedOf = (member: Member) => member.server.state.halted;

  it('and goes on without handing it out again', async () => {
    await applied();
    await place.publish(texts(5, 50), oneKey);
    const member = await place.start();
    await place.untilApplied(55);
    await place.publish(texts(5, 55), oneKey);
    await place.untilApplied(60);
    expect(place.books.all).toEqual(texts(60));
    expect(haltedOf(member)).toEqual([]);
  });

  it('and stands still where another one is, until a person has decided', async () => {
    const partition = await applied();
    place.books.lastRecord.set(nameOf(partition), Buffer.alloc(32, 7));
    await place.publish(texts(5, 50), oneKey);
    const member = await place.start();
    await eventually(() => {
      expect(haltedOf(member)).toEqual([{ topic, partition, reason: 'log_is_another', position: 50n }]);
    });
    expect(member.log.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(place.books.all).toHaveLength(50);
    place.books.standAt(topic, partition, 0n);
    await place.untilApplied(105);
    expect(place.books.all.slice(50)).toEqual(texts(55));
    expect(haltedOf(member)).toEqual([]);
  });

  it('and stands still where its books are of another cluster, until a person has decided', async () => {
    const partition = await applied();
    place.books.clusterId = 'the cluster before';
    await place.publish(texts(5, 50), oneKey);
    const member = await place.start();
    await eventually(() => {
      expect(haltedOf(member)).toEqual([{ topic, partition, reason: 'log_of_another_cluster', position: 50n }]);
    });
    place.books.clusterId = undefined;
    await place.untilApplied(55);
    expect(place.books.all).toEqual(texts(55));
  });

  it('and reads its books again where nothing comes: a quiet partition is no work left undone', async () => {
    let away = true;
    const member = await place.start(place.books.probe, {
      position: (...of) => (away ? Promise.reject(new Error('the database is away')) : place.books.position(...of)),
    });
    const unread = () => member.server.work().filter(({ waits, mark }) => waits && mark === 'unknown');
    await eventually(() => {
      expect(unread().length).toBeGreaterThan(0);
    });
    away = false;
    await eventually(() => {
      expect(member.server.state.joined).toBe(true);
      expect(unread()).toEqual([]);
    });
    await place.publish(['1'], oneKey);
    await place.untilApplied(1);
  });
});
