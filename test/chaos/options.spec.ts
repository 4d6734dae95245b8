/** Proves: what a command line means, and that a mistyped one is told instead of guessed at. */
import { describe, expect, it } from '@jest/globals';
import { parseOptions, UsageError } from './options.js';

describe('parseOptions', () => {
  it('is the campaign of faults unless another is named', () => {
    expect(parseOptions([])).toMatchObject({ scenario: 'faults', minutes: undefined, seed: 1, keep: false });
    expect(parseOptions(['outage', '--minutes', '0.5', '--seed', '7', '--rate', '20', '--kills', '0'])).toMatchObject({
      scenario: 'outage',
      minutes: 0.5,
      seed: 7,
      rate: 20,
      kills: 0,
    });
    expect(parseOptions(['--mutate', 'claim', '--keep'])).toMatchObject({ mutate: 'claim', keep: true });
  });

  it.each([
    [['fautls']],
    [['faults', 'outage']],
    [['--minutes', '0']],
    [['--minutes', '']],
    [['--seed', 'x']],
    [['--mutate', 'everything']],
    [['outage', '--mutate', 'claim']],
    [['--minuets', '3']],
  ])('refuses %p', (args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
