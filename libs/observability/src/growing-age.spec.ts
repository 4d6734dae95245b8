/** What waits grows older whether or not anybody can look how old it is. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { growingAge } from './growing-age.js';

describe('an age', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is shown as it was seen, grows until the next look, and is 0 when nothing waits', () => {
    const shown: number[] = [];
    const age = growingAge((seconds) => shown.push(seconds));
    age.seen(5_000);
    jest.advanceTimersByTime(2_000);
    age.seen(undefined);
    jest.advanceTimersByTime(1_000);
    age.stop();
    jest.advanceTimersByTime(5_000);
    expect(shown).toEqual([5, 6, 7, 0, 0]);
  });
});
