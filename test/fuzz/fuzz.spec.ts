/**
 * The short form of `npm run fuzz`, at another seed each time: the corpus, then enough inputs to meet a careless change.
 * A failure prints its seed, the smallest input that it was cut down to, and what went wrong.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areaOf, type PureAreaName } from './engine/areas.js';
import { check, describeFailure, runChecks } from './engine/campaign.js';
import { freshSeed } from './engine/options.js';

/** One or two seconds each on a quiet machine. */
const INPUTS: Readonly<Record<PureAreaName, number>> = { parser: 20_000, body: 2_500, contracts: 1_000 };

describe.each(Object.keys(INPUTS) as PureAreaName[])('%s', (name) => {
  const { checks, replays, fates } = areaOf(name);

  it.each(replays)('keeps to its corpus: $name', ({ run }) => {
    run();
  });

  it(`holds for ${String(INPUTS[name])} inputs`, () => {
    const { failures, inputs } = runChecks(checks, INPUTS[name], freshSeed());
    expect(failures.map(describeFailure).join('\n')).toBe('');
    expect(inputs).toBeGreaterThanOrEqual(INPUTS[name]);
    // It says nothing about folds unless much of what it makes is folded.
    if (fates) expect(fates.of('folded')).toBeGreaterThan(INPUTS[name] / 4);
  });
});

describe('a campaign', () => {
  const broken = check({
    name: 'numbers stay small',
    inputs: fc.nat(),
    share: 1,
    holds: (value) => {
      if (value > 1_000) throw new Error(`${String(value)} is large`);
    },
    show: String,
  });

  it('finds what is broken, cuts it down to the smallest, and meets it again with the seed that it prints', () => {
    const [found] = runChecks([broken], 1_000, 7).failures;
    expect(found).toMatchObject({ check: 'numbers stay small', seed: 7, input: '1001' });
    expect(found && describeFailure(found)).toContain('Error: 1001 is large');
    expect(runChecks([broken], 1_000, found?.seed ?? 0).failures).toMatchObject([{ input: '1001', path: found?.path }]);
  });

  it('goes on with the other checks', () => {
    const fine = check({ name: 'fine', inputs: fc.nat(), share: 1, holds: () => undefined, show: String });
    expect(runChecks([broken, fine], 2_000, 7)).toMatchObject({ inputs: 2_000, failures: [{}] });
  });
});
