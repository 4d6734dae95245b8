import {
  MandateActionData,
  MandateData,
  moneyView,
  type FoldableEvent,
  type MandateView,
  type MoneyView,
  type StoredEvent,
  whatIsWrong,
} from '#contracts';
import { err, ok, type Instant, type Result, joined } from '#kernel';
import { masked } from '../mask.js';
import { BEFORE_ALL } from '../undated.js';
import { ACTED, rankOf } from './states.js';

export type MandateFacts = Pick<
  MandateView,
  | 'mandate_type'
  | 'debit_type'
  | 'reference'
  | 'account_name'
  | 'number'
  | 'bank'
  | 'customer_id'
  | 'description'
  | 'fee_bearer'
  | 'start_at'
  | 'end_at'
>;

/** What an event says of a mandate. */
export interface MandateEvent extends FoldableEvent {
  readonly eventId: string;
  /** When it happened, by the action's own time or else by the event's; null where neither is told. */
  readonly at: Instant | null;
  readonly createdAt: Instant | null;
  /** Null for an action that did not succeed: it changes nothing. */
  readonly state: string | null;
  readonly message: string | null;
  /** Mono's `ready_to_debit`; null where the event has no such flag. */
  readonly ready: boolean | null;
  readonly amount: MoneyView | null;
  readonly facts: Partial<MandateFacts>;
}

type Decoded = Result<MandateEvent, string>;

const ACTION = 'events.mandate.action.';

/** The state that an action leads to. Its own `status` is its outcome (Mono Nigeria, 11, trap 5). */
const ACTIONS: Readonly<Record<string, string>> = { pause: 'paused', cancel: 'cancelled', reinstate: 'approved' };

/** Where a body leaves the state out, its event tells. */
const IMPLIED: Readonly<Record<string, string>> = { created: 'initiated', ready: 'approved' };

export const decodeMandateEvent = (stored: StoredEvent): Decoded =>
  stored.type.startsWith(ACTION) ? decodeAction(stored) : decodeLifecycle(stored);

const decodeLifecycle = ({ eventId, entityId, type, occurredAt, data }: StoredEvent): Decoded => {
  const parsed = MandateData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const suffix = type.slice('events.mandates.'.length);
  const state = body.status ?? IMPLIED[suffix] ?? suffix;
  const amount = body.amount === null ? null : moneyView(body.amount, 'NGN');
  return ok({
    eventId,
    // `date` is when the mandate was made, on every event of it.
    at: occurredAt,
    createdAt: body.date,
    state,
    message: body.message,
    ready: body.ready_to_debit,
    amount,
    place: joined(rankOf(state, body.ready_to_debit === true), occurredAt ?? BEFORE_ALL),
    fact: joined(entityId, suffix),
    compared: [state, amount && `${amount.amount} ${amount.currency}`],
    facts: {
      // Called `gsm` until March 2026 (7.3).
      mandate_type: body.mandate_type === 'gsm' ? 'sweep' : body.mandate_type,
      debit_type: body.debit_type,
      reference: body.reference,
      account_name: body.account_name,
      number: masked(body.account_number),
      bank: body.bank === null && body.bank_code === null ? null : { name: body.bank, code: body.bank_code },
      customer_id: body.customer,
      description: body.description,
      fee_bearer: body.fee_bearer,
      start_at: body.start_date,
      end_at: body.end_date,
    },
  });
};

const decodeAction = ({ eventId, entityId, type, occurredAt, data }: StoredEvent): Decoded => {
  const parsed = MandateActionData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const { status, message, timestamps, timestamp } = parsed.data;
  const action = type.slice(ACTION.length);
  const state = status?.toLowerCase() === 'failed' ? null : (ACTIONS[action] ?? null);
  const at = timestamps ?? timestamp ?? occurredAt;
  return ok({
    eventId,
    at,
    createdAt: null,
    state,
    message,
    ready: null,
    amount: null,
    place: joined(state === 'cancelled' ? rankOf(state) : ACTED, at ?? BEFORE_ALL, action),
    fact: joined(entityId, action, at),
    compared: [status?.toLowerCase() ?? null, null],
    facts: {},
  });
};
