import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { actorOn, type Actor } from './p7/interleave.js';
import { collisions, play, races } from './p7/releases.js';

/**
 * P7, in PostgreSQL: keys are released while their records arrive on two partitions, statement by statement in random
 * interleavings of three connections. Nothing is lost, nothing is stranded behind a mark that nobody looks at, each key
 * keeps its order, and nobody runs into a deadlock. Mutations of the locks show that the test can fail.
 */
describe('P7: a release and arrivals that race', () => {
  let test: TestDatabase;
  let admin: Database;
  let actors: Actor[];
  let run: number;

  beforeEach(async () => {
    test = await testDatabase();
    admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
    actors = [];
    run = 0;
  });
  afterEach(async () => {
    await Promise.all(actors.map((actor) => actor.close()));
    await admin.close();
    await test.close();
  });

  const racing = async (
    runs: number,
    mutate: (text: string) => string = (text) => text,
    these = races,
  ): Promise<void> => {
    const [one, other, releaser] = await Promise.all(
      [1, 2, 3].map(() => actorOn(test.url('transfers'), admin, mutate)),
    );
    if (!one || !other || !releaser) throw new Error('three actors');
    actors = [one, other, releaser];
    await fc.assert(
      fc.asyncProperty(these, async (race) => {
        run += 1;
        const { lines, faults } = await play(race, run, admin, [one, other, releaser]);
        expect(faults).toEqual([]);
        for (const { arrived, applied, parked } of lines) expect([...applied, ...parked]).toEqual(arrived);
      }),
      // The database remembers the runs before: a smaller case would not be the same case.
      { numRuns: runs, endOnFailure: true },
    );
  };

  it('1,000 random interleavings strand nothing and keep the order', async () => {
    await racing(1_000);
    expect(run).toBe(1_000);
    expect(
      await admin.query('select 1 from pg_stat_database where datname = current_database() and deadlocks > 0'),
    ).toEqual([]);
  }, 300_000);

  it.each([
    ['a batch does not hold the marks it sees', ' for key share', '', races],
    [
      'a release does not lock the mark',
      'release_requested_at is not null for update',
      'release_requested_at is not null',
      races,
    ],
    [
      'two that park a key at once do not share its mark',
      'do update set reason = known.reason',
      'do nothing',
      collisions,
    ],
  ])(
    'notices when %s',
    async (_, correct, mutated, these) => {
      const mutate = (text: string) => text.replace(correct, mutated);
      await expect(racing(1_000, mutate, these)).rejects.toThrow(/Property failed/);
    },
    120_000,
  );
});
