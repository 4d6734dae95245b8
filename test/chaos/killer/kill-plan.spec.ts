/** Proves: a plan kills everyone as often as asked, at times that a seed fixes, with room to come back. */
import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../apps/simulator/src/bank/random.js';
import { planKills } from './kill-plan.js';

const TARGETS = ['kafka', 'postgres', 'api'];
const plan = (seed: string) => planKills(createRandom(seed), TARGETS, { times: 3, lengthMs: 90_000 });

describe('planKills', () => {
  it('is the same for one seed, and another for another', () => {
    expect(plan('one')).toEqual(plan('one'));
    expect(plan('one')).not.toEqual(plan('two'));
  });

  it('kills each target once in each of its slots, and leaves it the rest of the slot', () => {
    for (const target of TARGETS) {
      const slots = plan('one')
        .filter((kill) => kill.target === target)
        .map(({ atMs }) => ({ slot: Math.floor(atMs / 30_000), left: 30_000 - (atMs % 30_000) }));
      expect(slots.map(({ slot }) => slot)).toEqual([0, 1, 2]);
      expect(Math.min(...slots.map(({ left }) => left))).toBeGreaterThanOrEqual(12_000);
    }
  });

  it('is in the order of its times', () => {
    const times = plan('one').map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('may be empty', () => {
    expect(planKills(createRandom('one'), TARGETS, { times: 0, lengthMs: 90_000 })).toEqual([]);
  });
});
