import type { Discrepancy } from '#contracts';
import { contradiction, isFinal } from '../evolve.js';
import { TRANSFER_STATES } from './states.js';

/** The rail that settled a transfer is the one that the confirmation names, or none; before that the last one named. */
export const railOnceIn = (state: string | null, named: string | null, before: string | null): string | null =>
  isFinal(TRANSFER_STATES, state) ? named : (named ?? before);

/** How a transfer stands: what a final-state flip changes. */
export interface Outcome {
  readonly state: string | null;
  readonly settledAt: string | null;
  readonly rail: string | null;
  readonly declinationReason: string | null;
}

/** One `bank_transfer_change_final_state`, as far as the outcome goes. */
export interface Flip {
  readonly eventId: string;
  readonly state: string | null;
  readonly previousState: string | null;
  readonly updatedAt: string | null;
  readonly rail: string | null;
  readonly declinationReason: string | null;
}

/** The flips of one instant: only their chain of previous states tells their order. */
export interface FlipGroup {
  readonly at: string | null;
  readonly before: Outcome;
  readonly flips: readonly Flip[];
}

/** Adds a flip to the group of its instant, or opens the next group. */
export const addFlip = (group: FlipGroup | null, before: Outcome, flip: Flip): FlipGroup =>
  group?.at === flip.updatedAt
    ? { ...group, flips: [...group.flips, flip] }
    : { at: flip.updatedAt, before, flips: [flip] };

/**
 * Walks the flips of a group: next is always the one whose `previous_state` is how the transfer stands, the lowest
 * event id first; when none fits, the lowest of those left, and that is a contradiction.
 */
export const chainFlips = ({
  before,
  flips,
}: FlipGroup): { readonly outcome: Outcome; readonly contradictions: readonly Discrepancy[] } => {
  const left = distinctFlips(flips);
  const contradictions: Discrepancy[] = [];
  let outcome = before;
  while (left.length > 0) {
    const fitting = left.findIndex(
      ({ previousState }) => previousState === null || outcome.state === null || previousState === outcome.state,
    );
    const [flip] = left.splice(Math.max(fitting, 0), 1);
    if (!flip) break;
    if (fitting < 0) {
      contradictions.push({
        ...contradiction(outcome.state, `a flip from ${flip.previousState ?? ''}`),
        event_id: flip.eventId,
      });
    }
    outcome = flipped(outcome, flip);
  }
  return { outcome, contradictions };
};

/** By event id. The same transition at the same microsecond is one flip told twice. */
const distinctFlips = (flips: readonly Flip[]): Flip[] => {
  const distinct = new Map<string, Flip>();
  for (const flip of [...flips].sort((a, b) => (a.eventId < b.eventId ? -1 : 1))) {
    const transition = `${flip.previousState ?? ''}>${flip.state ?? ''}`;
    const known = distinct.get(transition);
    const rail = known?.rail ?? flip.rail;
    const declinationReason = known?.declinationReason ?? flip.declinationReason;
    distinct.set(transition, { ...(known ?? flip), rail, declinationReason });
  }
  return [...distinct.values()];
};

const flipped = (before: Outcome, flip: Flip): Outcome => {
  const state = flip.state ?? before.state;
  return {
    state,
    settledAt: state === 'approved' ? flip.updatedAt : null,
    rail: railOnceIn(state, flip.rail, before.rail),
    declinationReason: state === 'approved' ? null : flip.declinationReason,
  };
};
