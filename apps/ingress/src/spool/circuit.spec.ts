/** Only the first webhooks of an outage wait for the broker; one at a time finds out when it is back. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Topics, type TopicName } from '#contracts';
import { Circuit } from './circuit.js';

const TRANSFERS = Topics.transfers.name;
const CARDS = Topics.cards.name;
const PROBE_EVERY_MS = 500;

const circuitAt = (clock: { nowMs: number }) => {
  const turns: string[] = [];
  const circuit = new Circuit({
    probeEveryMs: PROBE_EVERY_MS,
    now: () => clock.nowMs,
    onTurn: (state, topic) => turns.push(`${state} ${topic}`),
  });
  return { circuit, turns };
};

describe('the circuit', () => {
  it('is closed until a deadline is missed, and closed again by an acknowledgement', () => {
    const { circuit, turns } = circuitAt({ nowMs: 0 });
    expect(circuit.wayOf(TRANSFERS)).toBe('broker');
    circuit.missed(TRANSFERS);
    circuit.missed(TRANSFERS);
    expect(circuit.wayOf(TRANSFERS)).toBe('spool');
    circuit.acknowledged(TRANSFERS);
    circuit.acknowledged(TRANSFERS);
    expect(circuit.wayOf(TRANSFERS)).toBe('broker');
    expect(turns).toEqual([`open ${TRANSFERS}`, `closed ${TRANSFERS}`]);
  });

  it('lets one record at a time try the broker, and the next one some time after a failure', () => {
    const clock = { nowMs: 0 };
    const { circuit } = circuitAt(clock);
    circuit.missed(TRANSFERS);
    clock.nowMs = 499;
    expect(circuit.wayOf(TRANSFERS)).toBe('spool');
    clock.nowMs = 500;
    expect([circuit.wayOf(TRANSFERS), circuit.wayOf(TRANSFERS)]).toEqual(['both', 'spool']);
    clock.nowMs = 1_500;
    expect(circuit.wayOf(TRANSFERS)).toBe('spool');
    circuit.tryFailed(TRANSFERS);
    expect(circuit.wayOf(TRANSFERS)).toBe('spool');
    clock.nowMs = 2_000;
    expect(circuit.wayOf(TRANSFERS)).toBe('both');
  });

  it('tries with the next record when another way was found to work, and is closed by nothing but its own', () => {
    const { circuit } = circuitAt({ nowMs: 0 });
    circuit.missed(TRANSFERS);
    circuit.tryNext(TRANSFERS);
    circuit.tryNext(CARDS);
    expect([circuit.openTopics, circuit.wayOf(CARDS)]).toEqual([[TRANSFERS], 'broker']);
    expect([circuit.wayOf(TRANSFERS), circuit.wayOf(TRANSFERS)]).toEqual(['both', 'spool']);
    circuit.tryNext(TRANSFERS);
    expect(circuit.wayOf(TRANSFERS)).toBe('spool');
  });

  it('is one a topic: what the broker refuses of one is not in the way of another; an outage is told once', () => {
    const { circuit, turns } = circuitAt({ nowMs: 0 });
    circuit.missed(CARDS);
    expect([circuit.wayOf(CARDS), circuit.wayOf(TRANSFERS)]).toEqual(['spool', 'broker']);
    circuit.missed(TRANSFERS);
    circuit.acknowledged(CARDS);
    expect(circuit.openTopics).toEqual([TRANSFERS]);
    circuit.acknowledged(TRANSFERS);
    expect(turns).toEqual([`open ${CARDS}`, `closed ${TRANSFERS}`]);
  });

  type Step = { readonly topic: TopicName } & (
    { readonly does: 'ask' | 'miss' | 'fail' | 'acknowledge' } | { readonly does: 'wait'; readonly ms: number }
  );
  const topic = fc.constantFrom<TopicName>(TRANSFERS, CARDS);
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ does: fc.constantFrom('ask', 'miss', 'fail', 'acknowledge'), topic }),
    fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 800 }), topic }),
  );

  it('in any order of events never holds two tries at once, never tries too often and never stays open for good', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const clock = { nowMs: 0 };
        const { circuit, turns } = circuitAt(clock);
        const trying = new Set<TopicName>();
        const notBefore = new Map<TopicName, number>();
        for (const { topic: name, ...one } of steps) {
          if (one.does === 'wait') clock.nowMs += one.ms;
          if (one.does === 'miss') {
            if (!circuit.openTopics.includes(name)) notBefore.set(name, clock.nowMs + PROBE_EVERY_MS);
            circuit.missed(name);
          }
          if (one.does === 'acknowledge') {
            circuit.acknowledged(name);
            trying.delete(name);
            expect(circuit.wayOf(name)).toBe('broker');
          }
          if (one.does === 'fail' && trying.delete(name)) {
            circuit.tryFailed(name);
            notBefore.set(name, clock.nowMs + PROBE_EVERY_MS);
          }
          if (one.does === 'ask' && circuit.wayOf(name) === 'both') {
            expect(trying.has(name)).toBe(false);
            expect(clock.nowMs).toBeGreaterThanOrEqual(notBefore.get(name) ?? Infinity);
            trying.add(name);
          }
        }
        // Whatever happened, a try comes as soon as the last one has ended, and its success closes it.
        for (const name of [TRANSFERS, CARDS]) if (trying.has(name)) circuit.tryFailed(name);
        clock.nowMs += PROBE_EVERY_MS;
        for (const name of circuit.openTopics) {
          expect(circuit.wayOf(name)).toBe('both');
          circuit.acknowledged(name);
        }
        expect(circuit.openTopics).toEqual([]);
        expect(turns.map((turn) => turn.split(' ')[0])).toEqual(turns.map((_, at) => (at % 2 ? 'closed' : 'open')));
      }),
    );
  });
});
