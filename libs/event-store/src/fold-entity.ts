import { invariant } from '#kernel';
import type { BaseView, Discrepancy, EntityFold, Finding, FoldableEvent, Folded, Own, StoredEvent } from '#contracts';

/** A decoded event with what orders and identifies it. */
export interface PlacedEvent<Event> {
  readonly event: Event;
  readonly stored: StoredEvent;
  /** The whole canonical position: place, event id, content. Unique within the entity; text order is its order. */
  readonly position: string;
}

/** The compared fields of a fact; null where no telling said one. */
type Content = readonly (string | null)[];

/** What a fold remembers between two batches, beside the view itself. It is stored as JSON. */
export interface FoldState<Memo> {
  readonly memo: Memo;
  /** Fact → the content that counts. */
  readonly facts: Readonly<Record<string, Content>>;
  /** Event id → content digest, of events whose id the provider gave. */
  readonly contents: Readonly<Record<string, string>>;
  readonly findings: readonly Discrepancy[];
}

export interface FoldedEntity<View, Memo> {
  readonly view: View;
  readonly fold: FoldState<Memo>;
  /** The canonical position of the last event in it. */
  readonly position: string;
}

/** Puts a decoded event at its canonical place. */
export const placeEvent = <Event extends FoldableEvent>(event: Event, stored: StoredEvent): PlacedEvent<Event> => ({
  event,
  stored,
  position: `${event.place}|${stored.eventId}|${stored.contentDigest}`,
});

/**
 * Folds all events of an entity, in canonical order, whatever order they come in; undefined without any.
 *
 * A fact that is told twice counts once. Where its tellings differ the entity is conflicted, and of each field the
 * value of the lowest event id counts: that does not depend on what arrived first. A field that is not said agrees
 * with any.
 */
export const foldAll = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  events: readonly PlacedEvent<Event>[],
): FoldedEntity<View, Memo> | undefined => {
  const sorted = [...events].sort(byPosition);
  const first = sorted[0];
  if (!first) return undefined;
  const winners = winningContents(sorted);
  const running = emptyRun<View, Memo>(first.stored);
  for (const placed of sorted) step(fold, running, placed, winners.get(placed.event.fact));
  return finished(fold, running);
};

/**
 * Evolves new events onto an entity; undefined when that would not equal the fold of them all: one of them sorts
 * before the last that was folded, or disagrees with a fact that was told already.
 */
export const foldOn = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  before: FoldedEntity<View, Memo>,
  events: readonly PlacedEvent<Event>[],
): FoldedEntity<View, Memo> | undefined => {
  const running = resumedRun(before);
  for (const placed of [...events].sort(byPosition)) {
    const { fact, compared } = placed.event;
    const told = running.facts[fact];
    if (placed.position <= running.position || (told && !agree(told, compared))) return undefined;
    step(fold, running, placed, told ? filled(told, compared) : compared);
  }
  return finished(fold, running);
};

/** A fold under way: local to one call, and the only thing here that changes. */
interface Run<View extends BaseView, Memo> {
  readonly entity: Pick<BaseView, 'id' | 'provider' | 'source' | 'livemode'>;
  folded: Folded<View, Memo> | undefined;
  readonly facts: Record<string, Content>;
  readonly contents: Record<string, string>;
  readonly findings: Discrepancy[];
  conflicted: boolean;
  position: string;
}

const emptyRun = <View extends BaseView, Memo>(first: StoredEvent): Run<View, Memo> => ({
  entity: { id: first.entityId, provider: first.provider, source: first.source, livemode: first.livemode },
  folded: undefined,
  facts: {},
  contents: {},
  findings: [],
  conflicted: false,
  position: '',
});

const resumedRun = <View extends BaseView, Memo>({
  view,
  fold,
  position,
}: FoldedEntity<View, Memo>): Run<View, Memo> => ({
  entity: view,
  folded: { own: ownOf(view), memo: fold.memo },
  facts: { ...fold.facts },
  contents: { ...fold.contents },
  findings: [...fold.findings],
  conflicted: view.conflicted,
  position,
});

const byPosition = (a: { readonly position: string }, b: { readonly position: string }): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : 0;

const agree = (a: Content, b: Content): boolean =>
  a.every((value, at) => value === null || b[at] === null || value === b[at]);

const filled = (a: Content, b: Content): Content => a.map((value, at) => value ?? b[at] ?? null);

/** Of each fact and field the value of the lowest event id that says one. */
const winningContents = <Event extends FoldableEvent>(events: readonly PlacedEvent<Event>[]): Map<string, Content> => {
  const byId = [...events].sort((a, b) => (idOf(a.stored) < idOf(b.stored) ? -1 : 1));
  const winners = new Map<string, Content>();
  for (const { event } of byId) {
    const known = winners.get(event.fact);
    winners.set(event.fact, known ? filled(known, event.compared) : event.compared);
  }
  return winners;
};

const idOf = ({ eventId, contentDigest }: StoredEvent): string => `${eventId}|${contentDigest}`;

/** A finding quotes the provider; a quoted novel would swell the view past what the broker takes. */
const DETAIL_MAX = 300;

const step = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  running: Run<View, Memo>,
  { event, stored, position }: PlacedEvent<Event>,
  winner: Content = event.compared,
): void => {
  running.position = position;
  const find = (finding: Finding): void => {
    const detail = finding.detail.slice(0, DETAIL_MAX);
    running.findings.push({ ...finding, detail, event_id: finding.event_id ?? stored.eventId });
  };
  if (noteContent(running.contents, stored) === 'reused') {
    find({ class: 'event_id_reused', detail: 'The provider gave this event id to another content too' });
  }
  if (!agree(winner, event.compared)) {
    running.conflicted = true;
    find({ class: 'fact_conflict', detail: `Told with differing content; the lowest event id counts: ${event.fact}` });
    return;
  }
  const retold = running.facts[event.fact] !== undefined;
  running.facts[event.fact] = winner;
  running.folded =
    retold && running.folded ? fold.fill(running.folded, event) : fold.evolve(running.folded, event, find);
};

/** Notes what an event id of the provider's stands on; "reused" when it stands on something else already. */
const noteContent = (contents: Record<string, string>, { eventId, contentDigest }: StoredEvent): 'new' | 'reused' => {
  // An id of ours is made from the content: it cannot stand on another.
  if (eventId === contentDigest) return 'new';
  const known = contents[eventId];
  contents[eventId] ??= contentDigest;
  return known === undefined || known === contentDigest ? 'new' : 'reused';
};

const finished = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  { entity, folded, facts, contents, findings, conflicted, position }: Run<View, Memo>,
): FoldedEntity<View, Memo> => {
  invariant(folded, 'every fact has a telling that counts');
  const view = {
    id: entity.id,
    provider: entity.provider,
    source: entity.source,
    livemode: entity.livemode,
    ...folded.own,
    conflicted,
    discrepancies: [...findings, ...(fold.open?.(folded) ?? [])],
  };
  return { view: view as unknown as View, fold: { memo: folded.memo, facts, contents, findings }, position };
};

const ownOf = <View extends BaseView>(view: View): Own<View> => {
  const { id: _id, provider: _p, source: _s, livemode: _l, conflicted: _c, discrepancies: _d, ...own } = view;
  return own;
};
