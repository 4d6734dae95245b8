import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOTHING, type BatchOutcome } from './apply-batch.js';
import { ParkingThreshold } from './parking-threshold.js';

/** More than 100 new parked keys and more than a tenth of the records within 60 s: both, and not one of them. */
describe('the parking threshold', () => {
  let now = 0;
  let threshold: ParkingThreshold;
  beforeEach(() => {
    now = 1_000_000;
    threshold = new ParkingThreshold(() => now);
  });
  const outcome = (duplicates: number, parked: number, keys = parked): BatchOutcome => ({
    ...NOTHING,
    duplicates,
    parked,
    parkedKeys: Array.from({ length: keys }, (_, at) => ({ id: String(at), reason: 'unreadable_event' })),
  });

  it('is crossed by the 101st key, where nearly everything is parked', () => {
    expect(threshold.isCrossedBy(outcome(0, 100))).toBe(false);
    expect(threshold.isCrossedBy(outcome(0, 1))).toBe(true);
  });

  it('is not crossed by many keys among many more records', () => {
    expect(threshold.isCrossedBy(outcome(900, 100))).toBe(false);
    expect(threshold.isCrossedBy(outcome(9_000, 1_000))).toBe(false);
    expect(threshold.isCrossedBy(outcome(0, 1))).toBe(true);
  });

  it('is not crossed by many records of few keys', () => {
    expect(threshold.isCrossedBy(outcome(0, 5_000, 100))).toBe(false);
  });

  it('forgets what is older than a minute', () => {
    expect(threshold.isCrossedBy(outcome(0, 100))).toBe(false);
    now += 60_000;
    expect(threshold.isCrossedBy(outcome(0, 100))).toBe(false);
    now += 59_999;
    expect(threshold.isCrossedBy(outcome(0, 1))).toBe(true);
  });
});
