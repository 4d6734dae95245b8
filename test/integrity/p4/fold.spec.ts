import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transfersContext } from '../../../apps/transfers/src/project-transfers/context.js';
import type { BaseView, FoldableEvent } from '#contracts';
import {
  decodeRecord,
  foldAll,
  foldOn,
  type Context,
  type FoldedEntity,
  type PlacedEvent,
  type Projection,
} from '#event-store';
import { logRecord } from '#testing';
import { histories, type Told } from './histories.js';

/**
 * P4, in memory: an entity folded event by event, wherever it may go on from where it stands, equals the fold of all
 * its events; and the order in which they are handed over does not matter.
 */
describe('P4: the fold does not depend on order', () => {
  it('incremental fold = full fold = fold of any permutation, for 1,000 histories', () => {
    const orders = histories.chain((history) =>
      fc.record({
        history: fc.constant(history),
        order: fc.shuffledSubarray([...history], { minLength: history.length }),
      }),
    );
    let incremental = 0;
    fc.assert(
      fc.property(orders, ({ history, order }) => {
        for (const [key, placed] of byEntity(history)) {
          const { fold } = projectionOf(key);
          const full = foldAll(fold, placed);
          const shuffled = byEntity(order).get(key) ?? [];
          expect(foldAll(fold, shuffled)).toEqual(full);
          const { entity, steps } = foldOneByOne(fold, shuffled);
          incremental += steps;
          expect(entity).toEqual(full);
        }
      }),
      { numRuns: 1_000 },
    );
    // The property says nothing if the incremental path is never taken.
    expect(incremental).toBeGreaterThan(500);
  });

  it('survives its own storage: state and view as JSON go on like the originals', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const [key, placed] of byEntity(history)) {
          const { fold } = projectionOf(key);
          const sorted = [...placed].sort((a, b) => (a.position < b.position ? -1 : 1));
          const first = foldAll(fold, sorted.slice(0, 1));
          if (!first) continue;
          const stored = JSON.parse(JSON.stringify(first)) as FoldedEntity<BaseView, unknown>;
          expect(foldOn(fold, stored, sorted.slice(1))).toEqual(foldOn(fold, first, sorted.slice(1)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const projectionOf = (key: string): Projection => {
  const kind = key.split('\n')[0];
  const found = [...transfersContext.projections.values()].find(({ fold }) => fold.kind === kind);
  if (!found) throw new Error(`No projection for ${key}`);
  return found;
};

/** The distinct events of a history, by entity. */
const byEntity = (
  history: readonly Told[],
  context: Context = transfersContext,
): Map<string, PlacedEvent<FoldableEvent>[]> => {
  const entities = new Map<string, Map<string, PlacedEvent<FoldableEvent>>>();
  for (const [at, told] of history.entries()) {
    const decoded = decodeRecord(context, logRecord(told, BigInt(at)));
    if (!decoded.ok || !decoded.value.placed) continue;
    const { stored, placed } = decoded.value;
    const key = `${stored.kind}\n${stored.entityId}`;
    const events = entities.get(key) ?? new Map<string, PlacedEvent<FoldableEvent>>();
    entities.set(key, events.set(`${stored.eventId}|${stored.contentDigest}`, placed));
  }
  return new Map([...entities].map(([key, events]) => [key, [...events.values()]]));
};

/** As a consumer does: evolve where that is possible, fold anew where it is not. */
const foldOneByOne = (fold: Projection['fold'], events: readonly PlacedEvent<FoldableEvent>[]) => {
  let entity: FoldedEntity<BaseView, unknown> | undefined;
  let steps = 0;
  for (const [at, placed] of events.entries()) {
    const evolved = entity && foldOn(fold, entity, [placed]);
    if (evolved) steps += 1;
    entity = evolved ?? foldAll(fold, events.slice(0, at + 1));
  }
  return { entity, steps };
};
