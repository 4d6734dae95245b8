import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transfersContext } from '../../apps/transfers/src/project-transfers/context.js';
import type { Context, Projection } from '#event-store';
import { openDatabase, type Database, type Sql } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { histories, scheduleOf, type Schedule, type Told } from './p4/histories.js';
import { rowsAfter } from './p4/rows.js';

/**
 * P4, in PostgreSQL: any permutation, duplication and splitting into batches of the same events ends in the same rows,
 * apart from the columns that tell when we learned it. Two mutations show that the test can fail.
 */
describe('P4: order does not matter', () => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await testDatabase();
    database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  });

  afterAll(async () => {
    await database.close();
    await test.close();
  });

  it('1,000 random schedules of 250 histories leave identical rows', async () => {
    let schedules = 0;
    await fc.assert(
      fc.asyncProperty(pairs(4), async ({ history, others }) => {
        const plain = await rowsAfter(database, { batches: [history] });
        for (const schedule of others) {
          expect(await rowsAfter(database, schedule)).toEqual(plain);
          schedules += 1;
        }
      }),
      { numRuns: 250 },
    );
    expect(schedules).toBeGreaterThanOrEqual(1_000);
  }, 240_000);

  it('notices when the order is not canonical but that of arrival', async () => {
    await expect(sameRows(database, byArrival)).rejects.toThrow(/Property failed/);
  }, 60_000);

  it('notices when nothing is claimed', async () => {
    const unclaimed = withoutClaim(database);
    await database.query('alter table transfers.events drop constraint events_pkey');
    await expect(sameRows(unclaimed, () => transfersContext)).rejects.toThrow(/Property failed/);
  }, 60_000);
});

interface Pair {
  readonly history: readonly Told[];
  readonly others: readonly Schedule[];
}

const pairs = (schedules: number): fc.Arbitrary<Pair> =>
  histories.chain((history) =>
    fc.record({
      history: fc.constant(history),
      others: fc.array(scheduleOf(history), { minLength: schedules, maxLength: schedules }),
    }),
  );

const sameRows = (database: Database, context: () => Context): Promise<void> =>
  fc.assert(
    fc.asyncProperty(pairs(2), async ({ history, others }) => {
      const plain = await rowsAfter(database, { batches: [history] }, context());
      for (const schedule of others) expect(await rowsAfter(database, schedule, context())).toEqual(plain);
    }),
    { numRuns: 100, endOnFailure: true },
  );

/** The mutation "order": every event is placed where it arrived. */
const byArrival = (): Context => {
  let arrived = 0;
  const mutated = ({ fold, ...rest }: Projection): Projection => ({
    ...rest,
    fold: {
      ...fold,
      decode: (event) => {
        const decoded = fold.decode(event);
        if (!decoded.ok || !decoded.value) return decoded;
        arrived += 1;
        return { ok: true, value: { ...decoded.value, place: String(arrived).padStart(9, '0') } };
      },
    },
  });
  const projections = [...transfersContext.projections].map(([kind, one]) => [kind, mutated(one)] as const);
  return { ...transfersContext, projections: new Map(projections) };
};

/** The mutation "claim": an event is inserted however often it comes. */
const withoutClaim = (database: Database): Database => {
  const mutated = (sql: Sql): Sql => ({
    query: (text, parameters) =>
      sql.query(text.replace('on conflict (event_id, content_digest, scope) do nothing', ''), parameters),
  });
  return {
    ...database,
    ...mutated(database),
    transaction: (work) => database.transaction((sql) => work(mutated(sql))),
  };
};
