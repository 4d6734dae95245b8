import type { CardTransactionView, Discrepancy, MoneyView, Own } from '#contracts';
import { latestInstant, type Instant } from '#kernel';
import { isHead, type Step } from './step.js';
import { standingOf, type Standing } from './standing.js';

type OwnTransaction = Own<CardTransactionView>;
type State = OwnTransaction['state'];

/** The view of a chain: a function of its steps in canonical order, and of nothing else. */
export const viewOfChain = (steps: readonly Step[]): OwnTransaction => {
  const standing = standingOf(steps);
  const refunded = refundedOf(standing);
  const state = stateOf(standing, refunded);
  const { kind, amount, authorized, adjusted, reversed, settled, fee, gmf } = standing;
  return {
    state,
    final: isFinal(standing, state),
    ...timesOf(steps),
    kind,
    card_id: first(steps, ({ cardId }) => cardId),
    account_id: first(steps, ({ accountId }) => accountId),
    amount,
    authorized,
    adjusted,
    reversed,
    refunded,
    settled,
    fee,
    gmf,
    merchant_amount: first(steps, ({ merchantAmount }) => merchantAmount),
    // The rates of the settlement are the ones that were charged.
    fx_rates: first(steps.toReversed(), ({ fxRates }) => fxRates),
    declination_reason: standing.declined ? first(steps.filter(isHead), (step) => step.declinationReason) : null,
    description: first(steps, ({ description }) => description),
    merchant: merchantOf(steps),
    original_transaction_id: null,
    steps: steps.map((step) => ({
      id: step.id,
      type: step.type,
      amount: step.amount,
      previous_amount: step.previousAmount,
      at: step.at,
      original_transaction_id: step.originalId,
      declination_reason: step.declinationReason,
      event_id: step.eventId,
    })),
  };
};

/** What is wrong with a chain as it stands: of each step in its order, then of the whole. */
export const discrepanciesOf = (steps: readonly Step[]): readonly Discrepancy[] => {
  const standing = standingOf(steps);
  const { begun, amount, findings, refunds } = standing;
  const whole: Discrepancy[] = [];
  const [head] = steps;
  if (head && !begun) {
    const detail = 'What follows was told, the transaction itself was not (yet): what it asked for is unknown';
    whole.push({ class: 'missing_original', detail, event_id: head.eventId });
  } else if (head && amount === null) {
    whole.push({ class: 'amount_missing', detail: 'No event told what it asked for', event_id: head.eventId });
  }
  const currency = currencyOf(refunds);
  const uncounted = refunds.filter((step) => step !== head && step.amount?.currency !== currency);
  return [
    ...findings,
    ...uncounted.map(({ eventId }): Discrepancy => ({
      class: 'amount_missing',
      detail: `A refund told no amount in ${currency ?? 'any currency'}: it is not in the sum`,
      event_id: eventId,
    })),
    ...whole,
  ];
};

const stateOf = (standing: Standing, refunded: MoneyView | null): State => {
  if (standing.declined) return 'declined';
  if (standing.isReversed) return 'reversed';
  if (standing.refunds.length > 0) return isWhole(standing, refunded) ? 'refunded' : 'partially_refunded';
  if (standing.isSettled) return 'settled';
  return standing.charged ? 'authorized' : null;
};

/**
 * Whether all that was charged came back. After an adjustment nobody knows what stands charged until it settles: a
 * refund is then a part, as it is where the transaction itself was never told.
 */
const isWhole = ({ kind, isAdjusted, settled, authorized }: Standing, refunded: MoneyView | null): boolean => {
  if (kind === 'refund') return true;
  const charged = settled ?? (isAdjusted ? null : authorized);
  return (
    charged !== null &&
    refunded !== null &&
    charged.currency === refunded.currency &&
    BigInt(refunded.amount) >= BigInt(charged.amount)
  );
};

/** No further step is documented that could change it; what was refunded is final once it is known what was charged. */
const isFinal = ({ kind, isSettled }: Standing, state: State): boolean =>
  state === 'declined' || state === 'reversed' || (state === 'refunded' && (kind === 'refund' || isSettled));

const currencyOf = (refunds: readonly Step[]): string | null =>
  first(refunds, ({ amount }) => amount)?.currency ?? null;

/** The sum of the refunds in the currency of the first: each is an amount of its own. */
const refundedOf = ({ refunds }: Standing): MoneyView | null => {
  const currency = currencyOf(refunds);
  if (currency === null) return null;
  const sum = refunds
    .map(({ amount }) => (amount?.currency === currency ? BigInt(amount.amount) : 0n))
    .reduce((total, amount) => total + amount, 0n);
  return { amount: sum.toString(), currency };
};

const first = <Value>(steps: readonly Step[], of: (step: Step) => Value | null): Value | null => {
  for (const step of steps) {
    const value = of(step);
    if (value !== null) return value;
  }
  return null;
};

const merchantOf = (steps: readonly Step[]): OwnTransaction['merchant'] => {
  const merchant = {
    name: first(steps, ({ merchantName }) => merchantName),
    mcc: first(steps, ({ merchantMcc }) => merchantMcc),
    country: first(steps, ({ merchantCountry }) => merchantCountry),
    id: first(steps, ({ merchantId }) => merchantId),
  };
  return Object.values(merchant).every((value) => value === null) ? null : merchant;
};

/** It was made when its first step was, and changed when its last one was. */
const timesOf = (steps: readonly Step[]): Pick<OwnTransaction, 'created_at' | 'updated_at'> => {
  const moments = steps.map(({ at }) => at).filter((at) => at !== null);
  const [earliest = null] = [...moments].sort();
  return { created_at: earliest, updated_at: moments.reduce<Instant | null>(latestInstant, null) };
};
