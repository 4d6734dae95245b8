import { rebuildContext, type Context, type ProofHelpers, type RebuildPhase } from '#event-store';
import { reasonOf, systemClock } from '#kernel';
import { isTransient, type Database } from '#persistence';
import { Problem } from '../problem.js';
import type { Voice } from '../prove/prove.js';
import type { Progress } from '../terminal/progress.js';
import { rebuildJson, rebuildLines } from './report.js';

/** What a person wants rebuilt. */
export interface RebuildWish {
  readonly context: Context;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Rebuilds a context, and tells of it.
 *
 * @returns whether everything is as the log says now
 */
export const rebuild = async (
  database: Database,
  { context, dryRun, json }: RebuildWish,
  { say, progress }: Voice,
  helpers: ProofHelpers,
): Promise<boolean> => {
  const lines = phaseLines(context.consumer, progress);
  const outcome = await rebuildContext(database, context, {
    now: () => systemClock.now(),
    helpers,
    dryRun,
    progress: lines.tell,
  })
    .catch((error: unknown) => {
      throw isTransient(error) ? endedBy(error, lines.phase()) : error;
    })
    .finally(lines.end);
  if (json) say(rebuildJson(outcome, dryRun));
  else for (const text of rebuildLines(outcome, dryRun)) say(text);
  return outcome.after.differing === 0;
};

/** A lock that could not be had, a lost connection: nobody's fault, and no loss. */
const endedBy = (error: unknown, phase: RebuildPhase | undefined): Problem => {
  const state = phase === 'prove' ? 'The rows are written, and not proved.' : 'Nothing was written.';
  return new Problem(`The database ended the rebuild: ${reasonOf(error)}. ${state} It may be started again.`);
};

const DOING: Readonly<Record<RebuildPhase, string>> = { fold: 'folding', swap: 'writing', prove: 'proving' };

/** A line a phase, one after the other. */
const phaseLines = (name: string, progress: Voice['progress']) => {
  let line: Progress | undefined;
  let current: RebuildPhase | undefined;
  return {
    tell: (phase: RebuildPhase, done: number, total: number): void => {
      if (phase !== current) {
        line?.end();
        line = progress(`${name}, ${DOING[phase]}`, phase === 'swap' ? 'rows' : 'events');
        current = phase;
      }
      line?.tell(done, total);
    },
    phase: (): RebuildPhase | undefined => current,
    end: (): void => line?.end(),
  };
};
