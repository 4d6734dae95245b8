/**
 * A life without an end: what a fold remembers of it stays small, and an event that is folded on comes to the same as all
 * of them folded anew.
 */
import { describe, expect, it } from '@jest/globals';
import type { BaseView, EntityFold, FoldableEvent, StoredEvent } from '#contracts';
import { foldAll, foldOn, placeEvent, type FoldedEntity, type PlacedEvent } from './fold-entity.js';

type Counted = BaseView & { readonly told: number };

/** Counts facts, and finds something wrong with each of them. */
const fold: EntityFold<Counted, FoldableEvent, null> = {
  kind: 'account',
  version: 1,
  compares: ['amount'],
  decode: () => ({ ok: true, value: null }),
  evolve: (before, event, find) => {
    find({ class: 'unknown_type', detail: event.fact });
    return {
      own: { state: 'told', final: false, created_at: null, updated_at: null, told: (before?.own.told ?? 0) + 1 },
      memo: null,
    };
  },
  fill: (before) => before,
};

const stored = (eventId: string, contentDigest: string): StoredEvent => ({
  ...{ eventId, contentDigest, kind: 'account', scope: 'mono-nigeria', entityId: 'acc_1' },
  ...{ provider: 'mono-nigeria', source: 'lagos', type: 'account_updated', occurredAt: null, livemode: true, data: {} },
});

const momentOf = (at: number): string => String(at).padStart(6, '0');

const telling = (at: number, { eventId = `id ${at}`, amount = '1', content = `content ${at}` } = {}) =>
  placeEvent(
    { place: `${momentOf(at)}|${eventId}`, fact: `update ${at}`, compared: [amount], moment: momentOf(at) },
    stored(eventId, content),
  );

/** Each event folded on what came before, as it was stored. */
const oneByOne = (events: readonly PlacedEvent<FoldableEvent>[]) => {
  let entity: FoldedEntity<Counted, null> | undefined;
  for (const event of events) {
    const before: FoldedEntity<Counted, null> | undefined =
      entity && (JSON.parse(JSON.stringify(entity)) as FoldedEntity<Counted, null>);
    entity = before ? foldOn(fold, before, [event]) : foldAll(fold, [event]);
    if (!entity) throw new Error('it was to be folded on');
  }
  return entity;
};

const life = (length: number) => Array.from({ length }, (_, at) => telling(at));

describe('an entity that is told of for ever', () => {
  it('is remembered in as much room after a thousand updates as after three hundred', () => {
    const size = (length: number): number => JSON.stringify(foldAll(fold, life(length))).length;
    expect(size(1_000)).toBeLessThan(size(300) * 1.02);
  });

  it('comes to the same event by event as all at once', () => {
    const events = life(250);
    expect(oneByOne(events)).toEqual(foldAll(fold, events.toReversed()));
  });

  it('counts a fact of the present moment once, however often it is told', () => {
    const again = telling(1, { eventId: 'id 1~' });
    const events = [telling(0), telling(1), again];
    expect(oneByOne(events)?.view.told).toBe(2);
    expect(oneByOne(events)).toEqual(foldAll(fold, events));
  });

  it.each(['1', '2'])('is folded anew when a fact of an earlier moment is told again, with %s', (amount) => {
    const before = foldAll(fold, life(3));
    const late = telling(1, { eventId: 'id late', amount });
    expect(before && foldOn(fold, before, [late])).toBeUndefined();
    const anew = foldAll(fold, [...life(3), late]);
    expect([anew?.view.told, anew?.view.conflicted]).toEqual([3, amount === '2']);
  });

  it('says that there are more discrepancies than it lists', () => {
    const { discrepancies } = foldAll(fold, life(150))?.view ?? { discrepancies: [] };
    expect(discrepancies).toHaveLength(100);
    const marked = discrepancies.filter(({ detail }) => detail.includes('more follow'));
    expect(marked).toEqual([{ ...discrepancies[99], detail: 'update 99 (more follow that are not listed)' }]);
    const hundred = foldAll(fold, life(100))?.view.discrepancies;
    expect(hundred?.at(-1)?.detail).toBe('update 99');
  });

  it('notices a provider’s id that is used again soon, and not one from long ago', () => {
    const classesOf = (between: number) => {
      const first = telling(0, { eventId: 'reused' });
      const again = telling(between + 1, { eventId: 'reused', content: 'another' });
      const others = Array.from({ length: between }, (_, at) => telling(at + 1));
      const view = foldAll({ ...fold, evolve: (before) => fold.evolve(before, first.event, () => undefined) }, [
        ...[first, ...others, again],
      ])?.view;
      return view?.discrepancies.map((one) => one.class);
    };
    expect(classesOf(50)).toEqual(['event_id_reused']);
    expect(classesOf(150)).toEqual([]);
  });
});
