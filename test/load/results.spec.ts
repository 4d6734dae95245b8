// Proves: the closing lines that scripts read, their order, and that what was not measured is not told.
import { describe, expect, it } from '@jest/globals';
import { closingLines } from './results.js';

const spread = { lowest: 1, highest: 2 };
const accept = [
  { side: 'ours', acceptedPerS: 6_000, cpuSPer1000: 0.2504, spread, p50Ms: 1, p99Ms: 2 },
  { side: 'naive', acceptedPerS: 1_500, cpuSPer1000: 1.1, spread, p50Ms: 1, p99Ms: 2 },
] as const;
const consume = [
  { label: 'ours', side: 'ours', records: 10, appliedPerS: 9_000, spread, cpuSPer1000: 0.1 },
  { label: 'naive', side: 'naive', records: 10, appliedPerS: 300, spread, cpuSPer1000: 2 },
  { label: 'naive, tuned', side: 'naive', records: 10, appliedPerS: 600, spread, cpuSPer1000: 2 },
] as const;
const round = { p50Ms: 20, p99Ms: 88.4, answerP99Ms: 30, missingShare: 0 };
const latency = [
  { side: 'ours', ratePerS: 500, rounds: [round], ...round },
  { side: 'naive', ratePerS: 500, rounds: [round], ...round },
  { side: 'ours', ratePerS: 2_000, rounds: [round], ...round, p99Ms: 199.6 },
] as const;

describe('closingLines', () => {
  it('tells ratios, our p99 at each rate and our CPU, and compares with the untuned naive build', () => {
    expect(closingLines({ accept, consume, latency })).toEqual([
      'accept ratio 4.00',
      'consume ratio 30.00',
      'p99 500/s 88 ms',
      'p99 2000/s 200 ms',
      'accept cpu 0.250 s per 1000',
    ]);
  });

  it('is silent about what was left out', () => {
    expect(closingLines({ consume })).toEqual(['consume ratio 30.00']);
    expect(closingLines({ accept: [accept[0]] })).toEqual(['accept cpu 0.250 s per 1000']);
  });
});
