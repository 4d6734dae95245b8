import { describe, expect, it } from '@jest/globals';
import { tokenBucket } from './token-bucket.js';

const clockAt = (start: number) => {
  const clock = { ms: start, now: () => clock.ms };
  return clock;
};

const admitted = (admit: () => boolean, tries: number): number =>
  Array.from({ length: tries }, admit).filter(Boolean).length;

describe('tokenBucket', () => {
  it('admits the burst at once and the rate from then on', () => {
    const clock = clockAt(0);
    const admit = tokenBucket({ perSecond: 20, burst: 100 }, clock);
    expect(admitted(admit, 1_000)).toBe(100);
    clock.ms += 1_000;
    expect(admitted(admit, 1_000)).toBe(20);
    clock.ms += 3_600_000;
    expect(admitted(admit, 1_000)).toBe(100);
  });

  it('is neither opened nor shut for ever by a clock that is set back', () => {
    const clock = clockAt(1_000_000);
    const admit = tokenBucket({ perSecond: 10, burst: 1 }, clock);
    expect(admitted(admit, 5)).toBe(1);
    clock.ms = 0;
    expect(admitted(admit, 5)).toBe(0);
    clock.ms += 100;
    expect(admitted(admit, 5)).toBe(1);
  });
});
