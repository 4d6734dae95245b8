import type {
  BaseView,
  Discrepancy,
  EntityFold,
  FoldableEvent,
  Folded,
  LedgerCauseView,
  LedgerEffect,
  MoneyView,
  StoredEvent,
} from '#contracts';

/** What an event of another context's fold must say to be a cause. */
export interface CauseEvent extends FoldableEvent {
  readonly updatedAt: string | null;
}

/** An event of a cause, with when it happened: by the object's own time, for want of it by the time of telling. */
interface Timed<Event> extends FoldableEvent {
  readonly inner: Event;
  readonly eventId: string;
  readonly happenedAt: string | null;
}

interface Memo<Inner> {
  readonly inner: Inner;
  readonly own: object;
}

/** The state of the inner fold, before and after an event. */
export interface Transition<View> {
  readonly before: View | undefined;
  readonly after: View;
  /** The effects so far, last one last. */
  readonly effects: readonly LedgerEffect[];
}

/** How an entity of another context moves money. */
export interface CauseOf<View extends BaseView> {
  readonly origin: string;
  /** Of what is said here, as a fold has one: whoever changes it counts it up, so that rows are folded anew. */
  readonly version: number;
  /** What an event does, by what it changes; times and event id are added here. */
  readonly effectOf: (transition: Transition<View>) => Omit<LedgerEffect, 'event_id' | 'effective_at'> | null;
  readonly amountOf: (view: View) => MoneyView | null;
  readonly accountOf: (view: View) => string | null;
}

/** Versions of a cause that one version of its fold can have. */
const CAUSE_VERSIONS = 1_000;

/**
 * A cause whose effects follow from the transitions of its own fold: approved takes the money, a flip gives it back.
 * The order is the canonical one, so that the effects, like the state, do not depend on the order of arrival. An amount or
 * account that was not said is filled in by a later telling of the same.
 */
export const causeFold = <View extends BaseView, Event extends CauseEvent, Inner>(
  fold: EntityFold<View, Event, Inner>,
  cause: CauseOf<View>,
): EntityFold<LedgerCauseView, Timed<Event>, Memo<Inner>> => ({
  kind: fold.kind,
  // Rows are of both: of the fold that is looked at, and of what its transitions do.
  version: fold.version * CAUSE_VERSIONS + cause.version,
  compares: fold.compares,
  decode(event: StoredEvent) {
    const decoded = fold.decode(event);
    if (!decoded.ok || decoded.value === null) return decoded as { ok: true; value: null };
    const { place, fact, compared, updatedAt } = decoded.value;
    const timed = { inner: decoded.value, eventId: event.eventId, happenedAt: updatedAt ?? event.occurredAt };
    return { ok: true, value: { place, fact, compared, ...timed } };
  },
  evolve(before, event, find) {
    const inner = innerOf<View, Inner>(before);
    const after = fold.evolve(inner, event.inner, find);
    const filled = (before?.own.effects ?? []).map((effect) => filledIn(effect, after.own as View, cause));
    const made = cause.effectOf({ before: inner?.own as View | undefined, after: after.own as View, effects: filled });
    const at = { effective_at: event.happenedAt, event_id: event.eventId };
    return folded(cause, after, made ? [...filled, { ...made, ...at }] : filled);
  },
  fill(before, event) {
    const inner = innerOf<View, Inner>(before);
    if (!inner) return before;
    const after = fold.fill(inner, event.inner);
    return folded(
      cause,
      after,
      before.own.effects.map((effect) => filledIn(effect, after.own as View, cause)),
    );
  },
  open: ({ own }) => amountsMissing(own.effects),
});

/** An effect without an amount is shown, and never posted. */
export const amountsMissing = (effects: readonly LedgerEffect[]): readonly Discrepancy[] =>
  effects
    .filter(({ amount }) => amount === null)
    .map(({ event_id }) => ({
      class: 'amount_missing',
      detail: 'No event told an amount: it is not posted',
      event_id,
    }));

const innerOf = <View extends BaseView, Inner>(
  before: Folded<LedgerCauseView, Memo<Inner>> | undefined,
): Folded<View, Inner> | undefined =>
  before && ({ own: before.memo.own, memo: before.memo.inner } as unknown as Folded<View, Inner>);

const folded = <View extends BaseView, Inner>(
  { origin }: CauseOf<View>,
  { own, memo }: Folded<View, Inner>,
  effects: readonly LedgerEffect[],
): Folded<LedgerCauseView, Memo<Inner>> => {
  const { state, final, created_at, updated_at } = own as unknown as BaseView;
  const view = { state, final, created_at, updated_at, origin, id_in_origin: null, reverts_id: null, effects };
  return { own: view, memo: { inner: memo, own } };
};

const filledIn = <View extends BaseView>(effect: LedgerEffect, view: View, cause: CauseOf<View>): LedgerEffect => ({
  ...effect,
  amount: effect.amount ?? cause.amountOf(view),
  account_id: effect.account_id ?? cause.accountOf(view),
});
