import type { CardTransactionView, Discrepancy, MoneyView } from '#contracts';
import { isDocumented, isHead, type Step } from './step.js';

/** What a chain has come to after some of its steps, in canonical order. */
export interface Standing {
  /** Whether the transaction itself was told, and not only what followed it. */
  readonly begun: boolean;
  readonly kind: CardTransactionView['kind'];
  readonly charged: boolean;
  readonly declined: boolean;
  readonly isReversed: boolean;
  readonly isAdjusted: boolean;
  readonly isSettled: boolean;
  readonly amount: MoneyView | null;
  readonly authorized: MoneyView | null;
  readonly adjusted: MoneyView | null;
  readonly reversed: MoneyView | null;
  readonly settled: MoneyView | null;
  readonly fee: MoneyView | null;
  readonly gmf: MoneyView | null;
  readonly refunds: readonly Step[];
  readonly findings: readonly Discrepancy[];
}

const NOTHING: Standing = {
  begun: false,
  kind: null,
  charged: false,
  declined: false,
  isReversed: false,
  isAdjusted: false,
  isSettled: false,
  amount: null,
  authorized: null,
  adjusted: null,
  reversed: null,
  settled: null,
  fee: null,
  gmf: null,
  refunds: [],
  findings: [],
};

/** The steps of a chain in canonical order, as one. */
export const standingOf = (steps: readonly Step[]): Standing => steps.reduce(after, NOTHING);

const after = (before: Standing, step: Step): Standing => {
  const noted = { ...before, findings: [...before.findings, ...flaws(step)] };
  if (!isHead(step)) return followed(noted, step);
  if (!before.begun) return begunWith(noted, step);
  // A second beginning under the same id: a charge that settles it, a refund, or a contradiction.
  if (step.type === 'force_debit' || step.type === 'refund' || !isDocumented(step.type)) return followed(noted, step);
  return contradicted(noted, step, before.declined ? 'declined' : 'authorised');
};

const begunWith = (before: Standing, step: Step): Standing => {
  const begun: Standing = { ...before, begun: true, amount: step.amount, fee: step.fee, gmf: step.gmf };
  switch (step.type) {
    case 'authorization_approved':
      return { ...begun, kind: 'purchase', charged: true, authorized: step.amount };
    case 'withdrawal':
      return { ...begun, kind: 'withdrawal', charged: true, authorized: step.amount };
    case 'authorization_declined':
      return { ...begun, kind: 'purchase', declined: true };
    case 'force_debit':
      // Charged at once, whatever was authorised: there is nothing left to settle.
      return { ...begun, kind: 'force_debit', charged: true, isSettled: true, settled: step.amount };
    case 'refund':
      return { ...begun, kind: 'refund', refunds: [step] };
    default:
      return begun;
  }
};

const followed = (before: Standing, step: Step): Standing => {
  const standing = movesMoney(step.type) ? checked(before, step) : before;
  switch (step.type) {
    // An authorisation that names another is a change of it.
    case 'authorization_approved':
    case 'withdrawal':
    case 'debit_adjustment':
    case 'credit_adjustment':
      return { ...standing, charged: true, isAdjusted: true, adjusted: step.amount ?? before.adjusted };
    case 'authorization_reversed':
      return { ...standing, charged: true, isReversed: true, reversed: step.amount ?? before.reversed };
    case 'reconciliation':
    case 'force_debit':
      return {
        ...standing,
        charged: true,
        isSettled: true,
        settled: step.amount ?? before.settled,
        fee: step.fee ?? before.fee,
        gmf: step.gmf ?? before.gmf,
      };
    case 'refund':
      return { ...standing, refunds: [...before.refunds, step] };
    default:
      // A further authorisation that was refused changes nothing, and what Mono does not document is only shown.
      return standing;
  }
};

const movesMoney = (type: string | null): boolean => isDocumented(type) && type !== 'authorization_declined';

/** What was declined moves no money, and what was reversed as a whole no more. */
const checked = (before: Standing, step: Step): Standing => {
  if (before.declined) return contradicted(before, step, 'declined');
  return before.isReversed ? contradicted(before, step, 'reversed') : before;
};

const contradicted = (before: Standing, { type, eventId }: Step, stands: string): Standing => ({
  ...before,
  findings: [
    ...before.findings,
    {
      class: 'state_contradiction',
      detail: `${type ?? 'a step'} was told of a transaction that is ${stands}: that stands`,
      event_id: eventId,
    },
  ],
});

/** A finding quotes the provider; a quoted novel would swell the view. */
const QUOTE_MAX = 64;
const quoted = (text: string): string => text.slice(0, QUOTE_MAX).toWellFormed();

const flaws = ({ type, otherType, eventId }: Step): Discrepancy[] => {
  const found: Discrepancy[] = [];
  if (!isDocumented(type)) {
    const name = type === null ? 'The event has no sub-type' : `Mono does not document the sub-type ${quoted(type)}`;
    found.push({ class: 'unknown_type', detail: `${name}: shown, and without effect`, event_id: eventId });
  }
  if (otherType !== null) {
    const detail = `The event's name says ${quoted(type ?? '')}, data.type says ${quoted(otherType)}: the name counts`;
    found.push({ class: 'fact_conflict', detail, event_id: eventId });
  }
  return found;
};
