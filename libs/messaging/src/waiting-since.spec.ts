import { beforeEach, describe, expect, it } from '@jest/globals';
import { WaitingSince } from './waiting-since.js';

/** The age of the oldest record that is known to wait. */
describe('what waits', () => {
  let waiting: WaitingSince;
  beforeEach(() => {
    waiting = new WaitingSince();
  });

  it('is nothing at first, and where the log is at its end', () => {
    waiting.seen('a', 5n, 0n, 1_000);
    expect(waiting.oldestMs).toBeUndefined();
  });

  it('waits since it was received, once it is fetched', () => {
    waiting.seen('a', 5n, 3n, 9_000);
    waiting.handed('a', 5n, 2_000);
    waiting.seen('a', 5n, 3n, 10_000);
    expect(waiting.oldestMs).toBe(2_000);
  });

  it('waits since it was seen, while nobody fetched it', () => {
    waiting.seen('a', 5n, 1n, 1_000);
    waiting.seen('a', 5n, 900n, 60_000);
    expect(waiting.oldestMs).toBe(1_000);
  });

  it('is over when it was applied; what is behind it begins anew', () => {
    waiting.handed('a', 5n, 1_000);
    waiting.applied('a', 6n);
    expect(waiting.oldestMs).toBeUndefined();
    waiting.seen('a', 6n, 1n, 3_000);
    expect(waiting.oldestMs).toBe(3_000);
  });

  it('is the oldest of all partitions, as long as they are ours', () => {
    waiting.seen('a', 5n, 1n, 1_000);
    waiting.seen('b', 5n, 1n, 2_000);
    expect(waiting.oldestMs).toBe(1_000);
    waiting.keep(new Set(['b']));
    expect(waiting.oldestMs).toBe(2_000);
  });
});
