import {
  CardTransactionData,
  IssuingCardTransactionData,
  moneyView,
  whatIsWrong,
  type FoldableEvent,
  type MoneyView,
  type Opaque,
  type StoredEvent,
} from '#contracts';
import { err, ok, type Instant, type Result } from '#kernel';
import { withoutCardNumbers } from '../without-card-numbers.js';

/** One thing that was told of a chain, in our own terms. Flat, so that tellings of one fact complete each other. */
export interface Step {
  readonly id: string;
  readonly eventId: string;
  /** The sub-type; null where neither the event's name nor its body has one. */
  readonly type: string | null;
  /** What `data.type` says when the event's name says something else. */
  readonly otherType: string | null;
  /** The first transaction of the chain, when this one names another than itself. */
  readonly originalId: string | null;
  readonly at: Instant | null;
  readonly amount: MoneyView | null;
  readonly previousAmount: MoneyView | null;
  readonly merchantAmount: MoneyView | null;
  readonly fee: MoneyView | null;
  readonly gmf: MoneyView | null;
  readonly fxRates: Opaque;
  readonly cardId: string | null;
  readonly accountId: string | null;
  readonly declinationReason: string | null;
  readonly description: string | null;
  readonly merchantName: string | null;
  readonly merchantMcc: string | null;
  readonly merchantCountry: string | null;
  readonly merchantId: string | null;
}

export interface CardTransactionEvent extends FoldableEvent {
  readonly step: Step;
}

/** Mono Colombia, 4.5. What begins a chain sorts before what follows it, whatever its time; a refund can do either. */
const BEGINNINGS = new Set(['authorization_approved', 'authorization_declined', 'withdrawal', 'force_debit']);
const FOLLOWERS = new Set(['debit_adjustment', 'credit_adjustment', 'authorization_reversed', 'reconciliation']);

export const isDocumented = (type: string | null): boolean =>
  type !== null && (BEGINNINGS.has(type) || FOLLOWERS.has(type) || type === 'refund');

/** Whether it can stand at the head of its chain: it names no other, and is of no kind that only follows. */
export const isHead = ({ originalId, type }: Step): boolean =>
  originalId === null && (type === null || !FOLLOWERS.has(type));

export const decodeCardTransaction = (event: StoredEvent): Result<CardTransactionEvent, string> =>
  event.provider === 'mono-colombia' ? decodeColombia(event) : decodeNigeria(event);

const NAME = 'card_transaction.';

const decodeColombia = ({ eventId, entityId, type: name, data }: StoredEvent): Result<CardTransactionEvent, string> => {
  const parsed = CardTransactionData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  // Mono Colombia, 3.1: the newest reference joins the sub-type to the name, the guide keeps it in `data.type`.
  const joined = name.startsWith(NAME) ? name.slice(NAME.length) : null;
  const type = joined ?? body.type;
  const step: Step = {
    id: body.id,
    eventId,
    type,
    otherType: joined !== null && body.type !== null && body.type !== joined ? body.type : null,
    originalId: entityId === body.id ? null : entityId,
    at: body.transaction_at ?? body.inserted_at,
    amount: body.amount,
    previousAmount: body.previous_values?.amount ?? null,
    merchantAmount: body.merchant_amount,
    fee: body.withdrawal_fee,
    gmf: body.gmf_amount,
    fxRates: body.fx_rates,
    cardId: body.card_id,
    accountId: body.account_id,
    declinationReason: withoutCardNumbers(body.declination_reason),
    description: withoutCardNumbers(body.description),
    merchantName: withoutCardNumbers(body.merchant?.name ?? body.merchant_name),
    merchantMcc: body.merchant?.mcc ?? null,
    merchantCountry: body.merchant?.country ?? null,
    merchantId: body.merchant?.id ?? null,
  };
  return ok(placed(step, body.state));
};

/** Mono Nigeria, 7.10: nobody says what its types (debit, credit) mean for a card: such a step is shown, no more. */
const decodeNigeria = ({ eventId, entityId, data }: StoredEvent): Result<CardTransactionEvent, string> => {
  const parsed = IssuingCardTransactionData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const currency = body.currency;
  const step: Step = {
    ...NOTHING_TOLD,
    id: entityId,
    eventId,
    type: body.type,
    at: body.created_at,
    amount: body.amount === null || currency === null ? null : moneyView(body.amount, currency),
    cardId: body.card,
    description: withoutCardNumbers(body.narration),
  };
  return ok(placed(step, null));
};

const NOTHING_TOLD = {
  otherType: null,
  originalId: null,
  previousAmount: null,
  merchantAmount: null,
  fee: null,
  gmf: null,
  fxRates: null,
  accountId: null,
  declinationReason: null,
  merchantName: null,
  merchantMcc: null,
  merchantCountry: null,
  merchantId: null,
} as const;

/** Mono Colombia, 3.2: a fact is id and sub-type, since an adjustment may have the id of its original. */
const placed = (step: Step, state: string | null): CardTransactionEvent => ({
  place: `${isHead(step) ? (BEGINNINGS.has(step.type ?? '') ? '0' : '1') : '2'}|${step.at ?? ''}`,
  fact: `${step.id}|${step.type ?? ''}`,
  compared: [step.amount ? `${step.amount.amount} ${step.amount.currency}` : null, step.accountId, step.cardId, state],
  step,
});
