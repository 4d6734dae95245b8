import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Context, Projection } from '#event-store';
import type { Database } from '#persistence';
import { scheduleOf, type Told } from './histories.js';
import { rowsAfter } from './rows.js';

/**
 * The property of P4: every schedule of a history (permuted, with repetitions, cut into batches) leaves the rows that
 * its plain telling leaves.
 *
 * @param context made anew for each telling, so that a mutation may count
 * @param size how many histories, and how many schedules of each
 * @returns how many schedules were compared
 */
export const sameRowsInAnyOrder = async (
  database: Database,
  histories: fc.Arbitrary<readonly Told[]>,
  context: () => Context,
  size: { readonly histories: number; readonly schedules: number },
): Promise<number> => {
  let compared = 0;
  const schedules = { minLength: size.schedules, maxLength: size.schedules };
  await fc.assert(
    fc.asyncProperty(
      histories.chain((history) =>
        fc.record({ history: fc.constant(history), others: fc.array(scheduleOf(history), schedules) }),
      ),
      async ({ history, others }) => {
        const plain = await rowsAfter(database, { batches: [history] }, context());
        for (const schedule of others) {
          expect(await rowsAfter(database, schedule, context())).toEqual(plain);
          compared += 1;
        }
      },
    ),
    { numRuns: size.histories, endOnFailure: true },
  );
  return compared;
};

/** The mutation "order": every event is placed where it arrived. */
export const byArrival = (context: Context): (() => Context) => {
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
  const projections = [...context.projections].map(([kind, one]) => [kind, mutated(one)] as const);
  return () => ({ ...context, projections: new Map(projections) });
};
