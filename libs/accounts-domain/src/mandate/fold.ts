import type { EntityFold, Finding, Folded, MandateView, MoneyView, Own } from '#contracts';
import { earliestInstant, known, latestInstant, told } from '#kernel';
import { undatedWith } from '../undated.js';
import { decodeMandateEvent, type MandateEvent } from './events.js';
import { isFinal, isKnownState, mayBeReady } from './states.js';

type OwnMandate = Own<MandateView>;

interface MandateMemo {
  /** Mono's flag as it was told last: a pause hides it, taking the mandate up again shows it. */
  readonly ready: boolean;
}

const UNKNOWN: OwnMandate = {
  state: null,
  final: false,
  amount: null,
  created_at: null,
  updated_at: null,
  ready_to_debit: false,
  mandate_type: null,
  debit_type: null,
  reference: null,
  account_name: null,
  number: null,
  bank: null,
  customer_id: null,
  description: null,
  fee_bearer: null,
  message: null,
  start_at: null,
  end_at: null,
  undated_events: [],
};

/**
 * Mandates (Mono Nigeria). The first end in canonical order stands, another one is a contradiction. Ready is what the
 * flag says and nothing else: an approval is not ready yet, and what is paused or at its end is not ready any more.
 */
export const mandateFold: EntityFold<MandateView, MandateEvent, MandateMemo> = {
  kind: 'mandate',
  version: 2,
  compares: ['state', 'amount'],
  decode: decodeMandateEvent,
  evolve: (before, event, find) => {
    const own = before?.own ?? UNKNOWN;
    const memo = before?.memo ?? { ready: false };
    checkState(event.state, find);
    if (before && contradicts(own, event.state)) {
      find(contradiction(own.state, event.state));
      return setAside(before, event);
    }
    if (own.final) return folded(filled(own, event), memo);
    const mandate: OwnMandate = {
      ...told(own, event.facts as Partial<OwnMandate>),
      ...timesOf(own, event),
      state: event.state ?? own.state,
      message: event.state === null ? own.message : event.message,
      amount: amountOf(own.amount, event.amount, find),
    };
    return folded(mandate, { ready: event.ready ?? memo.ready });
  },
  fill: (before, event) => {
    const { own, memo } = before;
    if (contradicts(own, event.state)) return setAside(before, event);
    return folded(filled(own, event), { ready: memo.ready || event.ready === true });
  },
};

/** Whether an event tells another state of a mandate at its end: what contradicts that has no say in what it left out. */
const contradicts = (own: OwnMandate, state: string | null): state is string =>
  own.final && state !== null && state !== own.state;

/** All that is left of it: it is among the events whose place is assumed, if it told no time. */
const setAside = (
  { own, memo }: Folded<MandateView, MandateMemo>,
  { eventId, at }: MandateEvent,
): Folded<MandateView, MandateMemo> => ({
  own: { ...own, undated_events: undatedWith(own.undated_events, eventId, at) },
  memo,
});

const filled = (own: OwnMandate, event: MandateEvent): OwnMandate => ({
  ...known(own, event.facts as Partial<OwnMandate>),
  ...timesOf(own, event),
  amount: own.amount ?? event.amount,
});

const folded = (mandate: OwnMandate, memo: MandateMemo): Folded<MandateView, MandateMemo> => ({
  own: {
    ...mandate,
    final: isFinal(mandate.state),
    ready_to_debit: memo.ready && mayBeReady(mandate.state),
  },
  memo,
});

const timesOf = (own: OwnMandate, { eventId, at, createdAt }: MandateEvent) => ({
  created_at: earliestInstant(own.created_at, createdAt),
  updated_at: latestInstant(own.updated_at, at),
  undated_events: undatedWith(own.undated_events, eventId, at),
});

const amountOf = (
  before: MoneyView | null,
  amount: MoneyView | null,
  find: (finding: Finding) => void,
): MoneyView | null => {
  if (before && amount && before.amount !== amount.amount) {
    find({ class: 'amount_changed', detail: `${before.amount} became ${amount.amount} ${amount.currency}` });
  }
  return amount ?? before;
};

const checkState = (state: string | null, find: (finding: Finding) => void): void => {
  if (state === null || isKnownState(state)) return;
  find({ class: 'unknown_state', detail: `State ${state.slice(0, 64)} is not one that Mono documents: not final` });
};

const contradiction = (stands: string | null, state: string): Finding => ({
  class: 'state_contradiction',
  detail: `${state} was told of a mandate that is ${stands ?? 'without a state'}: the first final state stands`,
});
