import {
  DirectPayData,
  MandateDebitData,
  moneyView,
  type DirectDebitView,
  type StoredEvent,
  whatIsWrong,
} from '#contracts';
import { err, joined, ok, type Result } from '#kernel';
import { moneyText, placeOf, type StateTable } from '../evolve.js';
import { plainFold, type PlainEvent } from '../plain-fold.js';

/** Mono Nigeria, 8. A part that was collected is not the confirmed total: it is no end. */
const STATES: StateTable = {
  rank: { processing: 0, partial: 1, successful: 2, failed: 2, abandoned: 2, cancelled: 2 },
  final: new Set(['successful', 'failed', 'abandoned', 'cancelled']),
  unknownRank: 1,
};

type DebitFacts = Pick<
  DirectDebitView,
  | 'kind'
  | 'reference'
  | 'fee'
  | 'method'
  | 'mandate_id'
  | 'account_id'
  | 'provider_ids'
  | 'message'
  | 'response_code'
  | 'held_settlement'
  | 'flagged'
>;

type Decoded = Result<PlainEvent<DebitFacts> | null, string>;

const DIRECT_PAY = 'direct_debit.payment_';
const MANDATE_DEBIT = 'events.mandates.debit.';

const decode = (event: StoredEvent): Decoded => {
  if (event.type.startsWith(DIRECT_PAY)) return decodeDirectPay(event);
  if (event.type.startsWith(MANDATE_DEBIT)) return decodeMandateDebit(event);
  // One leg of a sweep books nothing (the final debit does), and a dispute waits for its own projection.
  return ok(null);
};

const decodeDirectPay = ({ eventId, entityId, type, data }: StoredEvent): Decoded => {
  const parsed = DirectPayData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  // The body of a failed, abandoned or cancelled payment is unknown: its fields may stand in `data` itself.
  const payment = parsed.data.object ?? parsed.data;
  const currency = payment.currency ?? 'NGN';
  const state = payment.status ?? type.slice(DIRECT_PAY.length);
  const amount = payment.amount === null ? null : moneyView(payment.amount, currency);
  return ok({
    eventId,
    state,
    amount,
    createdAt: payment.created_at,
    updatedAt: payment.updated_at,
    place: placeOf(STATES, state, payment.updated_at),
    fact: joined(entityId, state),
    compared: [moneyText(amount), payment.account],
    facts: {
      kind: 'directpay',
      reference: payment.reference,
      fee: payment.fee === null ? null : moneyView(payment.fee, currency),
      method: payment.method,
      mandate_id: null,
      account_id: payment.account,
      provider_ids: [payment.id, payment._id].filter((id) => id !== null),
      message: payment.message,
      response_code: null,
      held_settlement: payment.held_settlement,
      flagged: payment.flagged,
    },
  });
};

const decodeMandateDebit = ({ eventId, entityId, type, data }: StoredEvent): Decoded => {
  const parsed = MandateDebitData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const debit = parsed.data;
  const state = stateOfDebit(type, debit.status);
  const amount = debit.amount === null ? null : moneyView(debit.amount, 'NGN');
  return ok({
    eventId,
    state,
    amount,
    createdAt: debit.date,
    updatedAt: debit.date,
    place: placeOf(STATES, state, debit.date),
    fact: joined(entityId, state),
    compared: [moneyText(amount), debit.mandate],
    facts: {
      kind: 'mandate_debit',
      reference: debit.reference_number,
      fee: debit.fee === null ? null : moneyView(debit.fee, 'NGN'),
      method: 'mandate',
      mandate_id: debit.mandate,
      account_id: null,
      provider_ids: debit.session_id === null ? [] : [debit.session_id],
      message: debit.message,
      response_code: debit.response_code,
      held_settlement: null,
      flagged: null,
    },
  });
};

/** A partial sweep says `successful` of the part: only the final debit's event says it of the whole. */
const stateOfDebit = (type: string, status: string | null): string => {
  const suffix = type.slice(MANDATE_DEBIT.length);
  if (suffix === 'partial_debit_successful') return 'partial';
  return status ?? (suffix === 'success' ? 'successful' : suffix);
};

/** DirectPay payments and debits of mandates, by the merchant's reference. */
export const directDebitFold = plainFold<DirectDebitView, DebitFacts>({
  kind: 'direct_debit',
  version: 2,
  // Of a payment its account, of a debit its mandate: the kind says which.
  compares: ['amount', 'account_or_mandate_id'],
  states: STATES,
  decode,
  amountField: 'amount',
  ofState: ['message', 'response_code'],
  settlement: { field: 'settled_at', state: 'successful' },
});
