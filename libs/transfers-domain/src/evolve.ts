import type { Discrepancy, Finding, FoldableEvent, MoneyView } from '#contracts';
import { earliestInstant, latestInstant, type Instant } from '#kernel';

/** What every event of this context says, whatever it is about. */
export interface StateEvent extends FoldableEvent {
  readonly eventId: string;
  readonly state: string | null;
  readonly amount: MoneyView | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
}

/** The states of a machine: how far each is, and which end it. A state that Mono has not named yet is not final. */
export interface StateTable {
  readonly rank: Readonly<Record<string, number>>;
  readonly final: ReadonlySet<string>;
  /** Where an unknown state stands: after the beginning, before any end. */
  readonly unknownRank: number;
}

/**
 * Position of a plain event: rank of its state, plain before flips, then the provider's own time of change. One that tells
 * no time stands behind those that do (no digit is behind the bar that follows), so that it is they that date the state.
 */
export const placeOf = (
  table: StateTable,
  state: string | null,
  updatedAt: Instant | null,
  kind: 'plain' | 'flip' = 'plain',
): string => {
  const rank = kind === 'flip' ? 9 : (entryOf(table.rank, state) ?? table.unknownRank);
  return `${String(rank)}|${updatedAt ?? ''}`;
};

/** What a table has of a name that a provider chose. Own keys only: it may be `constructor`. */
export const entryOf = <Value>(table: Readonly<Record<string, Value>>, name: string | null): Value | null =>
  name !== null && Object.hasOwn(table, name) ? (table[name] ?? null) : null;

export const isFinal = (table: StateTable, state: string | null): boolean => table.final.has(state ?? '');

/** Money as one text for comparison; null without any. */
export const moneyText = (money: MoneyView | null): string | null =>
  money ? `${money.amount} ${money.currency}` : null;

interface Timed {
  readonly created_at: string | null;
  readonly updated_at: string | null;
}

/** The earliest creation and the latest change that any event told. */
export const timesOf = (before: Timed | undefined, event: Pick<StateEvent, 'createdAt' | 'updatedAt'>): Timed => ({
  created_at: earliestInstant(before?.created_at, event.createdAt),
  updated_at: latestInstant(before?.updated_at, event.updatedAt),
});

/** The amount after an event: what it says, else what was known; a change is noted. */
export const amountOf = (
  before: MoneyView | null | undefined,
  event: StateEvent,
  find: (finding: Finding) => void,
): MoneyView | null => {
  if (!event.amount) return before ?? null;
  if (before && moneyText(before) !== moneyText(event.amount)) {
    find({ class: 'amount_changed', detail: `${moneyText(before) ?? ''} became ${moneyText(event.amount) ?? ''}` });
  }
  return event.amount;
};

/** Notes a state that the tables do not know. */
export const checkState = (table: StateTable, state: string | null, find: (finding: Finding) => void): void => {
  if (state !== null && entryOf(table.rank, state) === null) {
    find({ class: 'unknown_state', detail: `State ${state.slice(0, 64)} is not one that Mono documents: not final` });
  }
};

/**
 * Whether an event tells another state of what is at its end. The first final state stands with all that it said: what
 * contradicts it has no say in what it left out.
 */
export const contradicts = (
  stands: { readonly state: string | null; readonly final: boolean },
  state: string | null,
): boolean => stands.final && state !== null && state !== stands.state;

export const contradiction = (stands: string | null, told: string | null): Finding => ({
  class: 'state_contradiction',
  detail: `${told ?? 'no state'} was told of an entity that is ${stands ?? 'without a state'}: the first final state stands`,
});

export const amountMissing = (amount: MoneyView | null, eventId: string): readonly Discrepancy[] =>
  amount ? [] : [{ class: 'amount_missing', detail: 'No event told an amount: it is not counted', event_id: eventId }];
