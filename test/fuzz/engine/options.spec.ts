/** The command line: what a whole run is, and what is no run at all. */
import { describe, expect, it } from '@jest/globals';
import { parseOptions, UsageError } from './options.js';

describe('parseOptions', () => {
  it('gives every area what is claimed of the system', () => {
    expect(parseOptions([]).inputs).toMatchObject({ parser: 1_000_000, http: 200_000 });
  });

  it('takes one area, a count and a seed', () => {
    expect(parseOptions(['--only', 'body', '--inputs', '50', '--seed', '3'])).toMatchObject({
      inputs: { body: 50 },
      seed: 3,
    });
    expect(parseOptions(['--only', 'body']).inputs).toEqual({ body: expect.any(Number) });
  });

  it('makes up a seed that the generator takes', () => {
    const { seed } = parseOptions([]);
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  });

  it.each([
    ['an area that is none', ['--only', 'x']],
    ['a count that is none', ['--inputs', '1e6']],
    ['a seed beyond 31 bits', ['--seed', '2147483648']],
    ['another option', ['--verbose']],
  ])('refuses %s', (_what, args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
