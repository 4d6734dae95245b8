/** Proves: only a checkpoint that stands still with records behind it counts as idle. */
import { describe, expect, it } from '@jest/globals';
import { Idleness } from './idle-partitions.js';

describe('Idleness', () => {
  it('is counted from the last movement, while there is something to apply', () => {
    const idleness = new Idleness();
    idleness.see(0, 5n, 9n, 1_000);
    idleness.see(0, 5n, 9n, 3_000);
    idleness.see(0, 5n, 12n, 4_500);
    idleness.see(0, 6n, 12n, 5_000);
    idleness.see(0, 6n, 12n, 6_000);
    expect(idleness.longest).toEqual({ partition: 0, ms: 3_500 });
  });

  it('does not count a partition that has nothing to do', () => {
    const idleness = new Idleness();
    idleness.see(0, 5n, 5n, 1_000);
    idleness.see(0, 5n, 5n, 60_000);
    idleness.see(0, 5n, 6n, 61_000);
    expect(idleness.longest?.ms).toBe(1_000);
    idleness.see(0, 6n, 6n, 62_000);
    expect(idleness.longest?.ms).toBe(1_000);
  });

  it('names the partition that stood longest', () => {
    const idleness = new Idleness();
    for (const [partition, ms] of [
      [0, 10],
      [1, 30],
      [2, 20],
    ] as const) {
      idleness.see(partition, 1n, 2n, 0);
      idleness.see(partition, 1n, 2n, ms);
    }
    expect(idleness.longest).toEqual({ partition: 1, ms: 30 });
  });
});
