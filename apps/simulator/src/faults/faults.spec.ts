import { describe, expect, it } from '@jest/globals';
import type { Notice } from '../bank/bank.js';
import { createRandom } from '../bank/random.js';
import { tellStory } from '../story/tell-story.js';
import { attemptFaults, disturbContent } from './disturb.js';
import { Faults, FaultsPatch, noFaults, withFaults } from './faults.js';

/** Proved: each knob does what its name says, and nothing when it is off. */
const bodies = (faults: FaultsPatch): string[] =>
  tellStory({ seed: 9, operations: 60, faults }).deliveries.map(({ body }) => body.toString('utf8'));

describe('the knobs', () => {
  it('keep what a patch does not name, and refuse what they do not know', () => {
    expect(withFaults(withFaults(noFaults(), { drop: 0.5 }), { delay: 1 })).toMatchObject({ drop: 0.5, delay: 1 });
    expect(FaultsPatch.safeParse({ dorp: 1 }).success).toBe(false);
    expect(FaultsPatch.safeParse({ drop: 1.5 }).success).toBe(false);
    expect(FaultsPatch.parse({})).toEqual({});
    expect(Object.keys(FaultsPatch.shape)).toEqual(Object.keys(Faults.shape));
  });

  it('keyOrder and prettyPrint change the bytes and not the content', () => {
    const plain = bodies({});
    const other = bodies({ keyOrder: 1, prettyPrint: 1 });
    expect(other.filter((body, index) => body === plain[index])).toEqual([]);
    expect(other.map((body) => JSON.parse(body) as unknown)).toEqual(plain.map((body) => JSON.parse(body) as unknown));
  });

  it('doubleWrap wraps Mono Nigeria only', () => {
    for (const body of bodies({ doubleWrap: 1 })) {
      const value = JSON.parse(body) as { event?: unknown; data?: { event?: unknown } };
      expect(typeof value.event === 'object' || typeof value.data?.event === 'string').toBe(true);
    }
  });

  it('unknownFields adds, missingFields takes away what no fact needs', () => {
    expect(bodies({ unknownFields: 1 }).every((body) => body.includes('"x_object"'))).toBe(true);
    const plain = bodies({});
    const shorter = bodies({ missingFields: 1 });
    expect(shorter.some((body, index) => body.length < (plain[index]?.length ?? 0))).toBe(true);
    for (const body of shorter) expect(body).toMatch(/"(amount|_?id)":/);
  });

  it('retryTimestamp refreshes the envelope of a later attempt', () => {
    const copies = (retryTimestamp: 'same' | 'refreshed') => {
      const { deliveries } = tellStory({ seed: 2, operations: 30, faults: { duplicate: 1, retryTimestamp } });
      const first = new Map(
        deliveries.filter(({ copy }) => copy === 0).map((one) => [one.notice, one.body.toString()]),
      );
      return deliveries.filter(({ copy, provider, notice, body }) => {
        return copy === 1 && provider === 'mono-colombia' && first.get(notice) === body.toString();
      }).length;
    };
    expect(copies('same')).toBeGreaterThan(20);
    expect(copies('refreshed')).toBe(0);
  });

  it('retryT fixed signs the time of the first attempt', () => {
    const faults = withFaults(noFaults(), { retryT: 'fixed' });
    const later = { isLast: false, secondsSinceFirst: 330 };
    expect(attemptFaults(faults, createRandom('t'), later).quirks.staleByS).toBe(330);
    expect(attemptFaults(noFaults(), createRandom('t'), later).quirks.staleByS).toBe(0);
  });

  it('drop and wrongSecret spare the last attempt, so that nothing is undeliverable for ever', () => {
    const always = withFaults(noFaults(), { drop: 1, wrongSecret: 1 });
    const last = attemptFaults(always, createRandom('l'), { isLast: true, secondsSinceFirst: 0 });
    expect([last.dropped, last.quirks.wrongSecret]).toEqual([false, false]);
  });

  it('leave an event alone when they are off', () => {
    const notice: Notice = {
      number: 1,
      provider: 'mono-colombia',
      type: 'account_credited',
      entityId: 'tx_1',
      data: { id: 'tx_1', extra: {} },
      eventId: null,
      sentUs: 0,
    };
    expect(disturbContent(notice, noFaults(), createRandom('x'))).toBe(notice);
  });
});
