// Proves: the open loop sends what is due, all of it, and never before it is due.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evenSchedule } from './schedule.js';

describe('evenSchedule', () => {
  it('spaces requests evenly from the start on', () => {
    const schedule = evenSchedule(500, 2_000);
    expect(schedule.total).toBe(1_000);
    expect(schedule.dueMs(0)).toBe(0);
    expect(schedule.dueMs(1)).toBe(2);
    expect(schedule.dueMs(999)).toBe(1_998);
  });

  it('has the first one due at once, and none before the start', () => {
    const schedule = evenSchedule(100, 1_000);
    expect(schedule.dueBy(-1)).toBe(0);
    expect(schedule.dueBy(0)).toBe(1);
    expect(schedule.dueBy(9.9)).toBe(1);
    expect(schedule.dueBy(10)).toBe(2);
  });

  it('catches up at once after a stall of the generator', () => {
    const schedule = evenSchedule(1_000, 5_000);
    expect(schedule.dueBy(1_000) - schedule.dueBy(500)).toBe(500);
  });

  it('agrees with its own due times at every instant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat(),
        (rate, length, n) => {
          const schedule = evenSchedule(rate, length);
          fc.pre(schedule.total > 0);
          const index = n % schedule.total;
          expect(schedule.dueBy(schedule.dueMs(index))).toBe(index + 1);
          expect(schedule.dueBy(schedule.dueMs(index) - 1e-6)).toBe(index);
          expect(schedule.dueBy(length * 10)).toBe(schedule.total);
        },
      ),
    );
  });

  it('refuses a rate of nothing', () => {
    expect(() => evenSchedule(0, 1_000)).toThrow(RangeError);
    expect(() => evenSchedule(10, -1)).toThrow(RangeError);
  });
});
