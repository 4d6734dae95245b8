// Proves: percentiles are nearest-rank (a measured value), medians shrug off one bad round, nothing is made of nothing.
import { describe, expect, it } from '@jest/globals';
import { median, percentile, range } from './statistics.js';

const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentile', () => {
  it.each([
    [0, 1],
    [1, 1],
    [50, 50],
    [99, 99],
    [99.1, 100],
    [100, 100],
  ])('p%d of 1 to 100 in falling order is %d', (p, expected) => {
    expect(percentile(oneToHundred, p)).toBe(expected);
  });

  it('ranks numbers, not their texts', () => {
    expect(percentile([9, 10, 100], 50)).toBe(10);
  });

  it('is the value itself when there is only one', () => {
    expect(percentile([7], 99)).toBe(7);
  });

  it('leaves its input as it was', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses an empty list and a p outside 0 to 100', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
    expect(() => percentile([1], 101)).toThrow(RangeError);
    expect(() => percentile([1], Number.NaN)).toThrow(RangeError);
  });
});

describe('median', () => {
  it('is the middle of an odd number and the mean of the middle two of an even number', () => {
    expect(median([10, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 10])).toBe(3);
  });

  it('does not move when one round is disturbed', () => {
    expect(median([100, 101, 102])).toBe(median([3, 101, 900]));
  });

  it('refuses an empty list', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('range', () => {
  it('names the lowest and the highest', () => {
    expect(range([5, -1, 9])).toEqual({ lowest: -1, highest: 9 });
  });
});
