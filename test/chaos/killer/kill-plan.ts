import type { Random } from '../../../apps/simulator/src/bank/random.js';

/** One kill: not before this moment, and as soon after it as the target is up and busy. */
export interface PlannedKill {
  readonly target: string;
  /** Milliseconds since the plan began. */
  readonly atMs: number;
}

/** What is left of a slot after the latest moment: to come back in, before the next kill of the same target. */
const LATEST_SHARE = 0.6;

/**
 * Kills every target so many times: its time is cut into as many slots, each with a kill at a random moment. Targets
 * know nothing of each other, so that two or three of them are away at once now and then.
 */
export const planKills = (
  random: Random,
  targets: readonly string[],
  { times, lengthMs }: { readonly times: number; readonly lengthMs: number },
): PlannedKill[] => {
  const slotMs = lengthMs / times;
  return targets
    .flatMap((target) => {
      const own = random.fork(target);
      return Array.from({ length: times }, (_, slot) => ({
        target,
        atMs: Math.round((slot + own.next() * LATEST_SHARE) * slotMs),
      }));
    })
    .sort((a, b) => a.atMs - b.atMs);
};
