import { invariant } from '#kernel';
import type { BaseView, Discrepancy, EntityFold, Finding, FoldableEvent, Folded, Own, StoredEvent } from '#contracts';
import type { PlacedDecision } from './decisions.js';
import { noteContent, noteFact, noteFinding, tableOf, type FoldMemory, type Passing } from './fold-memory.js';
import { agree, filled, settleFacts, type Content, type SettledFact } from './settle-facts.js';

/** A decoded event with what orders and identifies it. */
export interface PlacedEvent<Event> {
  readonly event: Event;
  readonly stored: StoredEvent;
  /** The whole canonical position: place, event id, content. Unique within the entity; text order is its order. */
  readonly position: string;
}

/** What the log of an entity holds: what was told of it, and what a person decided where tellings differ. */
export type Placed<Event> = PlacedEvent<Event> | PlacedDecision;

/** What a fold remembers between two batches, beside the view itself. It is stored as JSON. */
export interface FoldState<Memo> {
  readonly memo: Memo;
  /** Fact → the content that counts. */
  readonly facts: Readonly<Record<string, Content>>;
  /** See `FoldMemory`. */
  readonly contents: Readonly<Record<string, string>>;
  readonly findings: readonly Discrepancy[];
  readonly passing?: Passing;
  /** There are decisions in the log: what comes next may be what they decide on, so that all is folded anew. */
  readonly decided?: true;
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
 * with any. Where a person has decided for one of the tellings that one counts, and the entity is in conflict about
 * this fact no more.
 */
export const foldAll = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  log: readonly Placed<Event>[],
): FoldedEntity<View, Memo> | undefined => {
  const { events, decisions } = sortedOut(log);
  const first = events[0];
  if (!first) return undefined;
  const settled = settleFacts(events, decisions);
  const running = emptyRun<View, Memo>(first.stored, decisions.length > 0);
  for (const placed of events) step(fold, running, placed, settled.get(placed.event.fact));
  return finished(fold, running);
};

/**
 * Evolves new events onto an entity; undefined when that would not equal the fold of them all: one of them sorts
 * before the last that was folded, or disagrees with a fact that was told already, or decisions play a part.
 */
export const foldOn = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  before: FoldedEntity<View, Memo>,
  log: readonly Placed<Event>[],
): FoldedEntity<View, Memo> | undefined => {
  const { events, decisions } = sortedOut(log);
  if (decisions.length > 0 || before.fold.decided) return undefined;
  const running = resumedRun(before);
  for (const placed of events) {
    const { fact, compared } = placed.event;
    const told = running.facts[fact];
    if (placed.position <= running.position || (told && !agree(told, compared))) return undefined;
    step(fold, running, placed, { content: told ? filled(told, compared) : compared, decided: undefined });
  }
  return finished(fold, running);
};

/** Events in canonical order, and decisions, which have no place in it. */
export const sortedOut = <Event extends FoldableEvent>(
  log: readonly Placed<Event>[],
): { readonly events: readonly PlacedEvent<Event>[]; readonly decisions: readonly PlacedDecision[] } => ({
  events: log.filter((one) => 'event' in one).sort(byPosition),
  decisions: log.filter((one) => 'winner' in one),
});

/** A fold under way: local to one call, and the only thing here that changes. */
interface Run<View extends BaseView, Memo> extends FoldMemory {
  readonly entity: Pick<BaseView, 'id' | 'provider' | 'source' | 'livemode'>;
  folded: Folded<View, Memo> | undefined;
  conflicted: boolean;
  readonly decided: boolean;
  position: string;
}

const emptyRun = <View extends BaseView, Memo>(first: StoredEvent, decided: boolean): Run<View, Memo> => ({
  entity: { id: first.entityId, provider: first.provider, source: first.source, livemode: first.livemode },
  folded: undefined,
  facts: tableOf({}),
  contents: tableOf({}),
  findings: [],
  passing: undefined,
  conflicted: false,
  decided,
  position: '',
});

const resumedRun = <View extends BaseView, Memo>({
  view,
  fold,
  position,
}: FoldedEntity<View, Memo>): Run<View, Memo> => ({
  entity: view,
  folded: { own: ownOf(view), memo: fold.memo },
  facts: tableOf(fold.facts),
  contents: tableOf(fold.contents),
  findings: [...fold.findings],
  passing: fold.passing,
  conflicted: view.conflicted,
  decided: false,
  position,
});

const byPosition = (a: { readonly position: string }, b: { readonly position: string }): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : 0;

const LOWEST = 'the lowest event id counts';

const step = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  running: Run<View, Memo>,
  { event, stored, position }: PlacedEvent<Event>,
  { content, decided }: SettledFact = { content: event.compared, decided: undefined },
): void => {
  running.position = position;
  const find = (finding: Finding): void => {
    noteFinding(running, { ...finding, event_id: finding.event_id ?? stored.eventId });
  };
  if (noteContent(running, stored) === 'reused') {
    find({ class: 'event_id_reused', detail: 'The provider gave this event id to another content too' });
  }
  if (!agree(content, event.compared)) {
    if (!decided) running.conflicted = true;
    const counts = decided ? `${decided.by} decided that event ${decided.winner.eventId} counts` : LOWEST;
    find({ class: 'fact_conflict', detail: `Told with differing content; ${counts}: ${event.fact}` });
    return;
  }
  const retold = running.facts[event.fact] !== undefined;
  noteFact(running, event, content);
  running.folded =
    retold && running.folded ? fold.fill(running.folded, event) : fold.evolve(running.folded, event, find);
};

const finished = <View extends BaseView, Event extends FoldableEvent, Memo>(
  fold: EntityFold<View, Event, Memo>,
  { entity, folded, facts, contents, findings, passing, conflicted, decided, position }: Run<View, Memo>,
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
  const state = {
    memo: folded.memo,
    facts,
    contents,
    findings,
    ...(passing && { passing }),
    ...(decided && { decided }),
  };
  return { view: view as unknown as View, fold: state, position };
};

const ownOf = <View extends BaseView>(view: View): Own<View> => {
  const { id: _id, provider: _p, source: _s, livemode: _l, conflicted: _c, discrepancies: _d, ...own } = view;
  return own;
};
