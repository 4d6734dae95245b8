/**
 * Mono Nigeria, 8: how far each state of a mandate is. Events of a mandate mostly tell no time of change, but its life
 * goes one way: it is asked for, approved, ready, then paused and taken up again, and it ends.
 */
const RANK: Readonly<Record<string, string>> = {
  'awaiting authorization': '0',
  awaiting_authorization: '0',
  initiated: '1',
  authorized: '2',
  approved: '3',
  active: '3',
  paused: '5',
  suspended: '5',
  rejected: '6',
  expired: '6',
  cancelled: '6',
};

/** Approved and ready are one word: only the flag tells them apart. */
const READY = '4';

/** Where actions stand: among themselves they are in the order of their times. Each follows an approval. */
export const ACTED = '5';

/** A state that Mono has not named yet stands after the beginning and before any end. */
const UNKNOWN = '3';

const FINAL = new Set(['rejected', 'expired', 'cancelled']);
const RESTING = new Set(['paused', 'suspended']);

/** Own keys only: a provider's state may be called `constructor`. */
export const isKnownState = (state: string): boolean => Object.hasOwn(RANK, state);

export const rankOf = (state: string, ready = false): string => {
  const rank = isKnownState(state) ? (RANK[state] ?? UNKNOWN) : UNKNOWN;
  return ready && rank < READY ? READY : rank;
};

export const isFinal = (state: string | null): boolean => FINAL.has(state ?? '');

/** A mandate at rest or at its end may not be debited, whatever its flag says: Mono was met with both (8). */
export const mayBeReady = (state: string | null): boolean => !isFinal(state) && !RESTING.has(state ?? '');
