import { deepStrictEqual } from 'node:assert/strict';
import type { BaseView, EntityFold, FoldableEvent, StoredEvent } from '#contracts';
import { foldAll, foldOn, placeEvent, type FoldedEntity, type PlacedEvent } from '#event-store';

/** Of more events than these only two orders are heard: there are 24 of four, 3,628,800 of ten. */
const PERMUTED_MAX = 4;

/**
 * The fold of all these events. They are also heard one by one, in every order, as a consumer hears them: each time the
 * same must come out.
 */
export const foldInAnyOrder = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  events: readonly StoredEvent[],
): FoldedEntity<View, Memo> => {
  const placed = events.map((event) => {
    const decoded = fold.decode(event);
    if (!decoded.ok || !decoded.value) throw new Error('not decoded');
    return placeEvent(decoded.value, event);
  });
  const entity = foldAll(fold, placed);
  if (!entity) throw new Error('nothing folded');
  const orders = placed.length > PERMUTED_MAX ? [placed, placed.toReversed()] : permutations(placed);
  for (const order of orders) deepStrictEqual(heardOneByOne(fold, order), entity);
  return entity;
};

/** As a consumer does: evolved where that is possible, folded anew where it is not. */
const heardOneByOne = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  order: readonly PlacedEvent<Event>[],
): FoldedEntity<View, Memo> | undefined => {
  let entity: FoldedEntity<View, Memo> | undefined;
  for (const [at, placed] of order.entries()) {
    entity = (entity && foldOn(fold, entity, [placed])) ?? foldAll(fold, order.slice(0, at + 1));
  }
  return entity;
};

const permutations = <T>(all: readonly T[]): T[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((one, at) => permutations(all.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));
