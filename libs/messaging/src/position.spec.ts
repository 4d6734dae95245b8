import { describe, expect, it } from '@jest/globals';
import { startOf } from './position.js';

/** Where a partition goes on, by our own books and what its log holds. */
describe('the start of a partition', () => {
  const bounds = { low: 10n, high: 20n };

  it.each([
    ['no books yet: the start of the log', undefined, { from: 10n }],
    ['within the log: there', 15n, { from: 15n }],
    ['nothing applied, nothing lost: its very start', 10n, { from: 10n }],
    ['everything applied: its end', 20n, { from: 20n }],
    ['retention went past us', 9n, { halted: 'log_starts_after_checkpoint', at: 9n }],
    ['the log was made anew, shorter', 21n, { halted: 'log_ends_before_checkpoint', at: 21n }],
  ])('%s', (_, position, start) => {
    expect(startOf(position, bounds)).toEqual(start);
  });

  it('is an empty log’s beginning, wherever that is', () => {
    expect(startOf(undefined, { low: 7n, high: 7n })).toEqual({ from: 7n });
    expect(startOf(0n, { low: 0n, high: 0n })).toEqual({ from: 0n });
  });
});
