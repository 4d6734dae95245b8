import { describe, expect, it } from '@jest/globals';
import { sumOf } from './scrape.js';
import { createTally } from './tally.js';

/** The live line's figures come from Prometheus' text, across labels and restarts. */
describe('the figures of the live line', () => {
  const text = [
    '# HELP caudal_ingress_accepted_total Webhooks answered 200, by topic',
    '# TYPE caudal_ingress_accepted_total counter',
    'caudal_ingress_accepted_total{topic="one"} 3',
    'caudal_ingress_accepted_total{topic="two words"} 4',
    'caudal_ingress_accepted_total_created 99',
    'caudal_lag 2',
  ].join('\n');

  it('sum a metric over its labels and no other metric', () => {
    expect(sumOf(text, 'caudal_ingress_accepted_total')).toBe(7);
    expect(sumOf(text, 'caudal_ingress_accepted_total', 'topic="one"')).toBe(3);
    expect(sumOf(text, 'caudal_lag')).toBe(2);
    expect(sumOf(text, 'caudal_absent')).toBe(0);
  });

  it('go on counting when a process was started anew, and while it is away', () => {
    const tally = createTally();
    for (const value of [10, 15]) tally.take(value);
    expect(tally.look()).toEqual({ total: 15, added: 15 });
    for (const value of [undefined, 4]) tally.take(value);
    expect(tally.look()).toEqual({ total: 19, added: 4 });
  });

  it('are those of several processes together', () => {
    const tally = createTally();
    tally.take(10, 'transfers');
    tally.take(3, 'cards');
    tally.take(12, 'transfers');
    expect(tally.total).toBe(15);
  });
});
