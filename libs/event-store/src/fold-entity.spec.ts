/** The fold's own tables, apart from what any context puts into them. Order is `test/integrity/p4`'s. */
import { describe, expect, it } from '@jest/globals';
import type { BaseView, EntityFold, FoldableEvent, StoredEvent } from '#contracts';
import type { PlacedDecision } from './decisions.js';
import { foldAll, foldOn, placeEvent, type FoldedEntity, type Placed, type PlacedEvent } from './fold-entity.js';

const fold: EntityFold<BaseView, FoldableEvent, null> = {
  kind: 'transfer',
  version: 1,
  compares: ['amount'],
  decode: () => ({ ok: true, value: null }),
  evolve: () => ({ own: { state: 'told', final: true, created_at: null, updated_at: null }, memo: null }),
  fill: ({ memo }) => ({ own: { state: 'told again', final: true, created_at: null, updated_at: null }, memo }),
};

const telling = (fact: string, place: string, eventId = place, amount = '1 COP') => {
  const stored: StoredEvent = {
    eventId,
    contentDigest: `content of ${place}`,
    kind: 'transfer',
    scope: 'mono-colombia',
    entityId: 'trn_1',
    provider: 'mono-colombia',
    source: 'bogota',
    type: 'account_credited',
    occurredAt: null,
    livemode: true,
    data: {},
  };
  return placeEvent({ place, fact, compared: [amount] }, stored);
};

const throughStorage = <View extends BaseView>(entity: FoldedEntity<View, null>): FoldedEntity<View, null> =>
  JSON.parse(JSON.stringify(entity)) as FoldedEntity<View, null>;

describe('facts and event ids with the names of an object’s own members', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is told once, then again', (name) => {
    const first = telling(name, '1', name);
    const again = telling(name, '2', name);
    const once = foldAll(fold, [first]);
    expect(once?.view).toMatchObject({ state: 'told', discrepancies: [] });
    const twice = once && foldOn(fold, throughStorage(once), [again]);
    expect(twice?.view).toMatchObject({ state: 'told again', conflicted: false });
    expect(twice?.view.discrepancies).toMatchObject([{ class: 'event_id_reused' }]);
    expect(twice).toEqual(foldAll(fold, [again, first]));
  });
});

describe('a fact that is told with differing content', () => {
  const low = telling('f', '1', 'a'.repeat(64), '1 COP');
  const high = telling('f', '2', 'b'.repeat(64), '2 COP');
  const other = telling('g', '3', 'c'.repeat(64), '3 COP');
  const decided = (winner: PlacedEvent<FoldableEvent>, at: string, id = at): PlacedDecision => ({
    winner: winner.stored,
    by: 'api-key/one',
    reason: 'the bank says so',
    stored: winner.stored,
    position: `${at}|${id}`,
  });
  const conflicts = (log: readonly Placed<FoldableEvent>[]) => {
    const view = foldAll(fold, log)?.view;
    return [view?.conflicted, view?.discrepancies.map(({ event_id: id, detail }) => [id, detail])];
  };

  it('is in conflict, and the lowest event id counts', () => {
    const loser = [high.stored.eventId, 'Told with differing content; the lowest event id counts: f'];
    expect(conflicts([high, low])).toEqual([true, [loser]]);
  });

  it('is as a person decides, whenever that is heard, and in conflict no more', () => {
    const detail = `Told with differing content; api-key/one decided that event ${high.stored.eventId} counts: f`;
    const settled = [false, [[low.stored.eventId, detail]]];
    expect(conflicts([high, low, decided(high, '1')])).toEqual(settled);
    expect(conflicts([decided(high, '1'), low, high])).toEqual(settled);
  });

  it('is as the last decision says, by its own time and then its id', () => {
    const [first, second, third] = [decided(high, '1'), decided(low, '2', 'a'), decided(high, '2', 'b')];
    expect(conflicts([low, high, second, first])).toMatchObject([false, [[high.stored.eventId, expect.any(String)]]]);
    expect(conflicts([low, high, third, first, second])).toMatchObject([
      false,
      [[low.stored.eventId, expect.any(String)]],
    ]);
  });

  it('stays in conflict when the decision is on another fact, or on an event that nobody has heard', () => {
    expect(conflicts([low, high, other, decided(other, '1')])[0]).toBe(true);
    expect(conflicts([low, high, decided(other, '1')])[0]).toBe(true);
  });

  it('makes no entity by a decision alone, and is folded anew from then on', () => {
    expect(foldAll(fold, [decided(low, '1')])).toBeUndefined();
    const before = foldAll(fold, [low, decided(high, '1')]);
    expect(before && foldOn(fold, throughStorage(before), [high])).toBeUndefined();
    const plain = foldAll(fold, [low]);
    expect(plain && foldOn(fold, plain, [decided(low, '1')])).toBeUndefined();
  });
});
