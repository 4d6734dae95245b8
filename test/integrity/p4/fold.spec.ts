import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cardsContext, transfersContext } from '#contexts';
import type { BaseView, FoldableEvent } from '#contracts';
import {
  decodeRecord,
  foldAll,
  foldOn,
  type Context,
  type FoldedEntity,
  type Placed,
  type Projection,
} from '#event-store';
import { logRecord } from '#testing';
import { cardHistories } from './card-histories.js';
import { histories, type Told } from './histories.js';

const TOLD = [
  ['transfers', transfersContext, histories, 1_000],
  // Two kinds of entity instead of five: fewer histories meet as many cases of each.
  ['cards', cardsContext, cardHistories, 400],
] as const;

/**
 * P4, in memory: an entity folded event by event, wherever it may go on from where it stands, equals the fold of all
 * its events; and the order in which they are handed over does not matter.
 */
describe.each(TOLD)('P4: the fold of %s does not depend on order', (_name, context, told, runs) => {
  it(`incremental fold = full fold = fold of any permutation, for ${runs} histories`, () => {
    const orders = told.chain((history) =>
      fc.record({
        history: fc.constant(history),
        order: fc.shuffledSubarray([...history], { minLength: history.length }),
      }),
    );
    let incremental = 0;
    fc.assert(
      fc.property(orders, ({ history, order }) => {
        for (const [key, placed] of byEntity(context, history)) {
          const { fold } = projectionOf(context, key);
          const full = foldAll(fold, placed);
          const shuffled = byEntity(context, order).get(key) ?? [];
          expect(foldAll(fold, shuffled)).toEqual(full);
          const { entity, steps } = foldOneByOne(fold, shuffled);
          incremental += steps;
          expect(entity).toEqual(full);
        }
      }),
      { numRuns: runs },
    );
    // The property says nothing if the incremental path is never taken.
    expect(incremental).toBeGreaterThan(runs / 2);
  });

  it('survives its own storage: state and view as JSON go on like the originals', () => {
    fc.assert(
      fc.property(told, (history) => {
        for (const [key, placed] of byEntity(context, history)) {
          const { fold } = projectionOf(context, key);
          const sorted = [...placed].sort((a, b) => (a.position < b.position ? -1 : 1));
          const first = foldAll(fold, sorted.slice(0, 1));
          if (!first) continue;
          const stored = JSON.parse(JSON.stringify(first)) as FoldedEntity<BaseView, unknown>;
          expect(foldOn(fold, stored, sorted.slice(1))).toEqual(foldOn(fold, first, sorted.slice(1)));
        }
      }),
      { numRuns: Math.ceil(runs * 0.3) },
    );
  });
});

const projectionOf = (context: Context, key: string): Projection => {
  const kind = key.split('\n')[0];
  const found = [...context.projections.values()].find(({ fold }) => fold.kind === kind);
  if (!found) throw new Error(`No projection for ${key}`);
  return found;
};

/** The distinct events of a history, by entity. */
const byEntity = (context: Context, history: readonly Told[]): Map<string, Placed<FoldableEvent>[]> => {
  const entities = new Map<string, Map<string, Placed<FoldableEvent>>>();
  for (const [at, told] of history.entries()) {
    const decoded = decodeRecord(context, logRecord(told, BigInt(at)));
    if (!decoded.ok || !decoded.value?.placed) continue;
    const { stored, placed } = decoded.value;
    const key = `${stored.kind}\n${stored.entityId}`;
    const events = entities.get(key) ?? new Map<string, Placed<FoldableEvent>>();
    entities.set(key, events.set(`${stored.eventId}|${stored.contentDigest}`, placed));
  }
  return new Map([...entities].map(([key, events]) => [key, [...events.values()]]));
};

/** As a consumer does: evolve where that is possible, fold anew where it is not. */
const foldOneByOne = (fold: Projection['fold'], events: readonly Placed<FoldableEvent>[]) => {
  let entity: FoldedEntity<BaseView, unknown> | undefined;
  let steps = 0;
  for (const [at, placed] of events.entries()) {
    const evolved = entity && foldOn(fold, entity, [placed]);
    if (evolved) steps += 1;
    entity = evolved ?? foldAll(fold, events.slice(0, at + 1));
  }
  return { entity, steps };
};
