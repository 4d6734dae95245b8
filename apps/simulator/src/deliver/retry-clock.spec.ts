import { describe, expect, it } from '@jest/globals';
import { attemptsMax, COLOMBIA_DELAYS_S, delayAfterS, NIGERIA_DELAYS_S } from './retry-clock.js';

/** Proved: the clocks are those of Mono's pages, so that an outage in a test costs what it would cost in life. */
const sinceFirst = (delays: readonly number[]): number[] => {
  let sum = 0;
  return delays.map((delay) => (sum += delay));
};

describe('the retry clock', () => {
  it('of Mono Colombia: ten attempts within 8.4 hours', () => {
    expect(attemptsMax('mono-colombia')).toBe(10);
    expect(sinceFirst(COLOMBIA_DELAYS_S)).toEqual([30, 120, 330, 780, 1_710, 3_600, 7_410, 15_060, 30_390]);
  });

  it('of Mono Colombia follows 30 · (2^k − 1)', () => {
    expect(COLOMBIA_DELAYS_S).toEqual(COLOMBIA_DELAYS_S.map((_, index) => 30 * (2 ** (index + 1) - 1)));
  });

  it('of Mono Nigeria doubles from 30 s, is capped at four hours and ends within 48', () => {
    expect(NIGERIA_DELAYS_S.slice(0, 10)).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 14_400]);
    const total = sinceFirst(NIGERIA_DELAYS_S).at(-1) ?? 0;
    expect(total).toBeLessThanOrEqual(172_800);
    expect(total + 14_400).toBeGreaterThan(172_800);
    expect(attemptsMax('mono-nigeria')).toBe(20);
  });

  it('ends', () => {
    expect(delayAfterS('mono-colombia', 1)).toBe(30);
    expect(delayAfterS('mono-colombia', 9)).toBe(15_330);
    expect(delayAfterS('mono-colombia', 10)).toBeUndefined();
  });
});
