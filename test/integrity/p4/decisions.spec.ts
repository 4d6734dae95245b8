import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cardsContext, ledgerContext, transfersContext } from '#contexts';
import type { BaseView, FoldableEvent, StoredEvent } from '#contracts';
import {
  decodeRecord,
  foldAll,
  foldOn,
  type Context,
  type FoldedEntity,
  type LogRecord,
  type Placed,
  type Projection,
} from '#event-store';
import { invariant } from '#kernel';
import { decisionRecord, logRecord } from '#testing';
import { cardHistories } from './card-histories.js';
import { histories, type Told } from './histories.js';

const TOLD = [
  ['transfers', transfersContext, histories],
  ['cards', cardsContext, cardHistories],
  // The ledger reads what is told of transfers too, and money must follow the decision.
  ['ledger', ledgerContext, histories],
] as const;

const RUNS = 100;
const TIMES = ['2026-03-05T12:00:00.000000Z', '2026-03-05T12:00:00.000001Z'];

/** Which event is decided for, and when. */
const seeds = fc.array(
  fc.record({
    of: fc.nat(23),
    at: fc.constantFrom(...TIMES),
    reason: fc.constantFrom('one', 'two'),
  }),
  { maxLength: 4 },
);

/**
 * P4 with people in it: decisions on conflicts are folded with the events that they decide on, before or after them, and
 * the order of arrival of either does not matter.
 */
describe.each(TOLD)('P4: the fold of %s with decisions does not depend on order', (_name, context, told) => {
  const orders = fc
    .tuple(told, seeds)
    .map(([history, decided]) => withDecisions(context, [...history, ...toldOtherwise(history)], decided))
    .chain((log) => fc.tuple(fc.constant(log), fc.shuffledSubarray([...log], { minLength: log.length })));

  it(`incremental fold = full fold = fold of any permutation, for ${RUNS} histories`, () => {
    let followed = 0;
    fc.assert(
      fc.property(orders, ([log, order]) => {
        for (const [key, placed] of byEntity(context, log)) {
          const { fold } = projectionOf(context, key);
          const full = foldAll(fold, placed);
          const shuffled = byEntity(context, order).get(key) ?? [];
          expect(foldAll(fold, shuffled)).toEqual(full);
          expect(foldOneByOne(fold, shuffled)).toEqual(full);
          const undecided = foldAll(
            fold,
            placed.filter((one) => 'event' in one),
          );
          if (JSON.stringify(undecided?.view) !== JSON.stringify(full?.view)) followed += 1;
        }
      }),
      { numRuns: RUNS },
    );
    // The property says nothing if no decision ever changes anything.
    expect(followed).toBeGreaterThan(RUNS / 5);
  });

  it('notices when the decision that arrives last counts', () => {
    const byArrival = (placed: readonly InLog[]): InLog[] =>
      placed.map((one, at) => ('winner' in one ? { ...one, position: String(at).padStart(6, '0') } : one));
    const property = fc.property(orders, ([log, order]) => {
      for (const [key, placed] of byEntity(context, log)) {
        const { fold } = projectionOf(context, key);
        const shuffled = byEntity(context, order).get(key) ?? [];
        expect(foldAll(fold, byArrival(shuffled))).toEqual(foldAll(fold, byArrival(placed)));
      }
    });
    expect(() => {
      fc.assert(property, { numRuns: 500, endOnFailure: true });
    }).toThrow(/Property failed/);
  });
});

/** The same facts with another amount: nearly every history has conflicts. */
const toldOtherwise = (history: readonly Told[]): Told[] =>
  history.flatMap(({ provider, body }) => {
    const text = body.toString();
    const otherwise = text.replaceAll('"amount":100', '"amount":175');
    return otherwise === text ? [] : [{ provider, body: Buffer.from(otherwise) }];
  });

const withDecisions = (
  context: Context,
  history: readonly Told[],
  decided: readonly { of: number; at: string; reason: string }[],
): LogRecord[] => {
  const records = history.map((one, at) => logRecord(one, BigInt(at)));
  const decisions = decided.flatMap(({ of, at, reason }) => {
    const stored = storedOf(context, records[of % records.length]);
    return stored ? [decisionRecord(stored, { at, reason })] : [];
  });
  return [...records, ...decisions];
};

const storedOf = (context: Context, record: LogRecord | undefined): StoredEvent | undefined => {
  const decoded = record && decodeRecord(context, record);
  return decoded?.ok ? decoded.value?.stored : undefined;
};

const projectionOf = (context: Context, key: string): Projection => {
  const found = [...context.projections.values()].find(({ fold }) => fold.kind === key.split('\n')[0]);
  invariant(found, `${key} has a projection`);
  return found;
};

type InLog = Placed<FoldableEvent>;

/** What the log holds of each entity, each once. */
const byEntity = (context: Context, log: readonly LogRecord[]): Map<string, InLog[]> => {
  const entities = new Map<string, Map<string, InLog>>();
  for (const record of log) {
    const decoded = decodeRecord(context, record);
    if (!decoded.ok || !decoded.value?.placed) continue;
    const { stored, placed } = decoded.value;
    const key = `${stored.kind}\n${stored.entityId}`;
    const known = entities.get(key) ?? new Map<string, InLog>();
    const id = `${stored.eventId}|${stored.contentDigest}`;
    entities.set(key, known.has(id) ? known : known.set(id, placed));
  }
  return new Map([...entities].map(([key, events]) => [key, [...events.values()]]));
};

const foldOneByOne = (fold: Projection['fold'], log: readonly InLog[]) => {
  let entity: FoldedEntity<BaseView, unknown> | undefined;
  for (const [at, placed] of log.entries()) {
    entity = (entity && foldOn(fold, entity, [placed])) ?? foldAll(fold, log.slice(0, at + 1));
  }
  return entity;
};
