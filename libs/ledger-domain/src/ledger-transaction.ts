import {
  LEDGER_OPERATIONS,
  LedgerTransactionData,
  isEntityId,
  whatIsWrong,
  type Discrepancy,
  type EntityFold,
  type FoldableEvent,
  type LedgerCauseView,
  type LedgerEffect,
  type LedgerOperation,
  type StoredEvent,
} from '#contracts';
import { err, ok, type Result } from '#kernel';
import { amountsMissing } from './effects.js';

/** A person's decision, by the name under which it enters the log. */
export const ROUTED = 'caudal.ledger_transaction.routed';

interface Posted extends FoldableEvent {
  readonly type: 'Posted';
  readonly state: string | null;
  readonly origin: string;
  readonly idInOrigin: string | null;
  readonly revertsId: string | null;
  readonly effect: LedgerEffect | null;
  readonly eventId: string;
}

interface Routed extends FoldableEvent {
  readonly type: 'Routed';
  readonly accountId: string;
}

export type LedgerTransactionEvent = Posted | Routed;

interface Memo {
  /** Where a person has said that it belongs; it may be said before the transaction itself is told. */
  readonly routedTo: string | null;
  /** The event that told it without saying its operation. */
  readonly untoldBy: string | null;
}

const UNKNOWN_ORIGIN = 'unknown';

/** Alias of 2024 (Mono Colombia, 4.6). */
const ORIGIN_ALIAS: Readonly<Record<string, string>> = { card_authorization: 'card_transaction' };

const decode = (event: StoredEvent): Result<LedgerTransactionEvent, string> =>
  event.type === ROUTED ? decodeRouted(event) : decodePosted(event);

const decodeRouted = ({ eventId, occurredAt, data }: StoredEvent): Result<LedgerTransactionEvent, string> => {
  const { account_id: accountId } = data;
  if (typeof accountId !== 'string') return err('account_id: is missing');
  // After what it decides upon, in the order of the decisions.
  const place = `~|${occurredAt ?? ''}`;
  return ok({ type: 'Routed', place, fact: `routed ${eventId}`, compared: [], accountId });
};

const decodePosted = ({ eventId, occurredAt, data }: StoredEvent): Result<LedgerTransactionEvent, string> => {
  const parsed = LedgerTransactionData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const operation = LEDGER_OPERATIONS.find((known) => known === body.operation_type);
  const origin = originOf(body.origin);
  const accountId = accountOf(operation, origin, body);
  const happenedAt = body.transaction_at ?? occurredAt;
  return ok({
    type: 'Posted',
    eventId,
    // One fact, however often it is told; `reverted_by_id` comes later in a read of it, and is no other fact.
    fact: body.id,
    compared: [body.amount && `${body.amount.amount} ${body.amount.currency}`, body.operation_type, accountId],
    place: body.transaction_at ?? '',
    state: body.operation_type,
    origin,
    idInOrigin: body.id_in_origin,
    revertsId: body.reverts_id,
    effect: operation
      ? {
          operation,
          amount: body.amount,
          account_kind: 'ledger',
          account_id: accountId,
          card_id: accountId === null && origin === 'card_transaction' ? (body.details?.card_id ?? null) : null,
          effective_at: happenedAt,
          event_id: eventId,
        }
      : null,
  });
};

/** Own keys only: a provider's origin may be called `constructor`. */
const originOf = (told: string | null): string => {
  if (told === null) return UNKNOWN_ORIGIN;
  return Object.hasOwn(ORIGIN_ALIAS, told) ? (ORIGIN_ALIAS[told] ?? told) : told;
};

/**
 * Mono Colombia, 7.3: the routes that need nothing but the event itself. What cannot be an id is none: `external/…` is the
 * world's side of the books, and no path and no cursor takes what is longer.
 */
const accountOf = (
  operation: LedgerOperation | undefined,
  origin: string,
  { account_id, ledger_account_id, details }: LedgerTransactionData,
): string | null => {
  const usable = (told: string | null = null): string | null => (told !== null && isEntityId(told) ? told : null);
  const named = usable(account_id) ?? usable(ledger_account_id);
  if (named !== null) return named;
  switch (origin) {
    case 'subaccount_operation':
      if (operation === undefined) return null;
      return usable(operation === 'credit' ? details?.destination_account_id : details?.origin_account_id);
    case 'payout':
      return usable(details?.account_id);
    default:
      return null;
  }
};

/** A movement on a ledger account: final when it is told, since Mono posts no other; where it belongs may come later. */
export const ledgerTransactionFold: EntityFold<LedgerCauseView, LedgerTransactionEvent, Memo> = {
  kind: 'ledger_transaction',
  version: 4,
  compares: ['amount', 'operation', 'account_id'],
  decode,
  evolve(before, event, find) {
    if (event.type === 'Routed') {
      const own = before?.own ?? UNTOLD;
      return {
        own: { ...own, effects: own.effects.map(routedTo(event.accountId)) },
        memo: { untoldBy: before?.memo.untoldBy ?? null, routedTo: event.accountId },
      };
    }
    if (!event.effect && event.state !== null) {
      find({ class: 'unknown_state', detail: 'The operation is not one that Mono documents: it is not posted' });
    }
    const { state, origin, idInOrigin, revertsId, effect } = event;
    const memo = { routedTo: before?.memo.routedTo ?? null, untoldBy: state === null ? event.eventId : null };
    const routed = asRouted(effect, memo);
    const at = effect?.effective_at ?? null;
    return {
      own: {
        ...{ state, final: true, origin, id_in_origin: idInOrigin, reverts_id: revertsId },
        ...{ created_at: at, updated_at: at, effects: routed ? [routed] : [] },
      },
      memo,
    };
  },
  fill(before, event) {
    if (event.type === 'Routed') return before;
    const { own, memo } = before;
    const [known] = own.effects;
    // What did not say its operation is posted when another telling says it.
    const told = asRouted(event.effect, memo);
    return {
      own: {
        ...own,
        state: own.state ?? event.state,
        origin: own.origin === UNKNOWN_ORIGIN ? event.origin : own.origin,
        created_at: own.created_at ?? told?.effective_at ?? null,
        updated_at: own.updated_at ?? told?.effective_at ?? null,
        id_in_origin: own.id_in_origin ?? event.idInOrigin,
        reverts_id: own.reverts_id ?? event.revertsId,
        effects: known ? [filledIn(known, event.effect)] : told ? [told] : [],
      },
      memo,
    };
  },
  open: ({ own, memo }) => [...amountsMissing(own.effects), ...operationMissing(own.state, memo)],
};

const operationMissing = (state: string | null, { untoldBy }: Memo): readonly Discrepancy[] =>
  state !== null || untoldBy === null
    ? []
    : [{ class: 'unknown_state', detail: 'No event told the operation: it is not posted', event_id: untoldBy }];

const UNTOLD = {
  ...{ state: null, final: false, origin: UNKNOWN_ORIGIN, id_in_origin: null, reverts_id: null },
  ...{ created_at: null, updated_at: null, effects: [] as readonly LedgerEffect[] },
};

/** A person's word stands over a route that was found. */
const routedTo =
  (accountId: string) =>
  (effect: LedgerEffect): LedgerEffect => ({ ...effect, account_id: accountId, card_id: null });

const asRouted = (effect: LedgerEffect | null, { routedTo: account }: Memo): LedgerEffect | null =>
  account === null ? effect : effect && routedTo(account)(effect);

const filledIn = (known: LedgerEffect, told: LedgerEffect | null): LedgerEffect => {
  const accountId = known.account_id ?? told?.account_id ?? null;
  return {
    ...known,
    amount: known.amount ?? told?.amount ?? null,
    account_id: accountId,
    card_id: accountId === null ? (known.card_id ?? told?.card_id ?? null) : null,
  };
};
