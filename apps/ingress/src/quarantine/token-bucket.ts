import type { Clock } from '#kernel';

export interface Rate {
  /** Admissions a second in the long run. */
  readonly perSecond: number;
  /** Admissions at once after a quiet time. */
  readonly burst: number;
}

/** Admits at a bounded rate: each admission takes a token, and tokens come back with time up to the burst. */
export const tokenBucket = ({ perSecond, burst }: Rate, clock: Clock): (() => boolean) => {
  let tokens = burst;
  let refilledAtMs = clock.now();
  return () => {
    const nowMs = clock.now();
    // A clock that is set back refills nothing, and from then on counts from its new time.
    tokens = Math.min(burst, tokens + (Math.max(0, nowMs - refilledAtMs) / 1_000) * perSecond);
    refilledAtMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
