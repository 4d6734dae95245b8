/** An open loop: `ratePerS` requests a second, evenly spaced, for `lengthMs`, whatever the server does meanwhile. */
export interface Schedule {
  readonly total: number;
  /** When request `index` is due, in ms after the start. */
  readonly dueMs: (index: number) => number;
  /** How many requests are due at or before `elapsedMs`; never more than `total`. */
  readonly dueBy: (elapsedMs: number) => number;
}

/**
 * Latency is later counted from `dueMs`, not from the moment of sending: a server that stalls would otherwise delay the
 * generator and hide the requests that should have met the stall (coordinated omission).
 */
export const evenSchedule = (ratePerS: number, lengthMs: number): Schedule => {
  if (!(ratePerS > 0) || !(lengthMs >= 0)) throw new RangeError('an open loop needs a rate and a length');
  const total = Math.floor((ratePerS * lengthMs) / 1_000);
  const dueMs = (index: number): number => (index * 1_000) / ratePerS;
  const dueBy = (elapsedMs: number): number => {
    if (elapsedMs < 0) return 0;
    const guess = Math.floor((elapsedMs * ratePerS) / 1_000) + 1;
    // The product above may round either way at an exact due time; `dueMs` is the definition, so step until both agree.
    let count = Math.max(0, guess - 1);
    while (dueMs(count) <= elapsedMs) count += 1;
    return Math.min(total, count);
  };
  return { total, dueMs, dueBy };
};
