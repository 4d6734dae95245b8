import { describe, expect, it } from '@jest/globals';
import { startOf } from './position.js';

/** Where a partition goes on, by our own books and what its log holds. */
describe('the start of a partition', () => {
  const bounds = { low: 10n, high: 20n };
  const lastRecord = Buffer.alloc(32, 1);
  const booked = (next: bigint, clusterId = 'ours', last: Buffer | null = null) => ({
    clusterId,
    next,
    lastRecord: last,
  });

  it.each([
    ['no books yet: the start of the log', undefined, { from: 10n }],
    ['within the log: there', booked(15n), { from: 15n }],
    ['nothing applied, nothing lost: its very start', booked(10n), { from: 10n }],
    ['everything applied: its end', booked(20n), { from: 20n }],
    ['retention went past us', booked(9n), { halted: 'log_starts_after_checkpoint', at: 9n }],
    ['the log was made anew, shorter', booked(21n), { halted: 'log_ends_before_checkpoint', at: 21n }],
    ['another cluster, whatever its log holds', booked(15n, 'other'), { halted: 'log_of_another_cluster', at: 15n }],
  ])('%s', (_, position, start) => {
    expect(startOf(position, 'ours', bounds)).toEqual(start);
  });

  it('stands on the record below, where that is known and still there', () => {
    expect(startOf(booked(15n, 'ours', lastRecord), 'ours', bounds)).toEqual({ from: 15n, standsOn: lastRecord });
    expect(startOf(booked(20n, 'ours', lastRecord), 'ours', bounds)).toEqual({ from: 20n, standsOn: lastRecord });
    // The one below has gone with retention: nothing that was not applied is missing.
    expect(startOf(booked(10n, 'ours', lastRecord), 'ours', bounds)).toEqual({ from: 10n });
  });

  it('is an empty log’s beginning, wherever that is', () => {
    expect(startOf(undefined, 'ours', { low: 7n, high: 7n })).toEqual({ from: 7n });
    expect(startOf(booked(0n), 'ours', { low: 0n, high: 0n })).toEqual({ from: 0n });
  });
});
