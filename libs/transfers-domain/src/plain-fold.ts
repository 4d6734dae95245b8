import type { BaseView, EntityFold, Finding, Folded, MoneyView, Own, StoredEvent } from '#contracts';
import { known, type Result, told } from '#kernel';
import {
  amountMissing,
  amountOf,
  checkState,
  contradiction,
  contradicts,
  isFinal,
  timesOf,
  type StateEvent,
  type StateTable,
} from './evolve.js';

/** An event of an entity with a plain machine: it tells the state and the whole object. */
export interface PlainEvent<Facts> extends StateEvent {
  readonly facts: Facts;
  /** Mono does not document its name. */
  readonly undocumented?: boolean;
}

interface PlainMemo {
  readonly lastEventId: string;
}

/** How one kind differs from the others: its states, its events, and the names of two of its fields. */
export interface PlainKind<View extends BaseView, Facts> {
  readonly kind: EntityFold<View, never, never>['kind'];
  /** See `EntityFold`; a change here, in what all of these share, is one of each. */
  readonly version: number;
  readonly compares: EntityFold<View, never, never>['compares'];
  readonly states: StateTable;
  readonly decode: (event: StoredEvent) => Result<PlainEvent<Facts> | null, string>;
  /** Where the view keeps the amount. */
  readonly amountField: keyof Own<View> & string;
  /** Fields that belong to the state: the event that sets it sets them too, also to nothing. */
  readonly ofState?: readonly (keyof Facts & string)[];
  /** Where the view keeps the moment of the state that moves money, and that state. */
  readonly settlement?: { readonly field: keyof Own<View> & string; readonly state: string };
}

type Fields = Readonly<Record<string, unknown>> & {
  readonly state: string | null;
  readonly final: boolean;
  readonly created_at: string | null;
  readonly updated_at: string | null;
};

/**
 * Entities that go forward to one of several ends and never come back: batches, collection intents, payouts, direct
 * debits. The first final state in canonical order stands; another one is a contradiction, noted and without effect.
 */
export const plainFold = <View extends BaseView, Facts extends object>(
  kind: PlainKind<View, Facts>,
): EntityFold<View, PlainEvent<Facts>, PlainMemo> => ({
  kind: kind.kind,
  version: kind.version,
  compares: kind.compares,
  decode: kind.decode,
  evolve: (before, event, find) => {
    if (event.undocumented) {
      find({ class: 'unknown_type', detail: 'Mono does not document this event: read by its object' });
    }
    checkState(kind.states, event.state, find);
    const fields = before?.own as Fields | undefined;
    if (before && fields && contradicts(fields, event.state)) {
      find(contradiction(fields.state, event.state));
      return before;
    }
    const own = fields?.final ? filledIn(kind, fields, event) : onward(kind, fields, event, find);
    return { own: own as unknown as Own<View>, memo: { lastEventId: event.eventId } };
  },
  fill: (before, event) => {
    const fields = before.own as unknown as Fields;
    if (contradicts(fields, event.state)) return before;
    return { own: filledIn(kind, fields, event) as unknown as Own<View>, memo: { lastEventId: event.eventId } };
  },
  open: ({ own, memo }: Folded<View, PlainMemo>) =>
    amountMissing((own as unknown as Fields)[kind.amountField] as MoneyView | null, memo.lastEventId),
});

const onward = <View extends BaseView, Facts extends object>(
  { states, amountField, ofState = [], settlement }: PlainKind<View, Facts>,
  before: Fields | undefined,
  event: PlainEvent<Facts>,
  find: (finding: Finding) => void,
): object => {
  const state = event.state ?? before?.state ?? null;
  return {
    ...told(before as Facts | undefined, event.facts),
    ...Object.fromEntries(ofState.map((name) => [name, event.facts[name]])),
    ...timesOf(before, event),
    state,
    final: isFinal(states, state),
    [amountField]: amountOf(before?.[amountField] as MoneyView | null | undefined, event, find),
    ...(settlement && { [settlement.field]: state === settlement.state ? event.updatedAt : null }),
  };
};

/** What was left out before is taken from this event; what was said stands. */
const filledIn = <View extends BaseView, Facts extends object>(
  { amountField }: PlainKind<View, Facts>,
  before: Fields,
  event: PlainEvent<Facts>,
): object => ({
  ...before,
  ...known(before as unknown as Facts, event.facts),
  ...timesOf(before, event),
  [amountField]: before[amountField] ?? event.amount,
});
