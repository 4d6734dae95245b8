import type { CardStep, CardTransaction } from './card-books.js';
import type { JsonObject } from './json.js';
import type { LedgerTransaction, Operation, Route } from './ledger-books.js';
import { isoMicros } from './time.js';

/** Ledger events as Mono Colombia writes them. Its pages show `details` for REST; that events carry it is assumed. */
const money = (amount: bigint, currency: string): JsonObject => ({ amount, currency });

export const ledgerData = (movement: Omit<LedgerTransaction, keyof Told | 'route'>): JsonObject => ({
  id: movement.id,
  operation_type: movement.operation,
  origin: movement.origin,
  id_in_origin: movement.idInOrigin,
  amount: money(movement.amountMinor, movement.currency),
  transaction_at: isoMicros(movement.transactionAtUs),
  origin_transaction_at: isoMicros(movement.originAtUs),
  description: movement.description,
  reverts_id: movement.revertsId,
  // Told once, when it is made: that something reverted it later only REST knows.
  reverted_by_id: null,
  details: movement.details,
  ...(movement.namesAccount ? { account_id: movement.accountId } : {}),
});

type Told = Pick<LedgerTransaction, 'state' | 'insertedAtUs' | 'updatedAtUs' | 'history' | 'told' | 'revertedById'>;

/** What in the event leads to the account, read from the event itself; `knownCards` are those that were told of. */
export const routeOf = (
  data: Pick<LedgerTransaction, 'origin' | 'namesAccount' | 'details'>,
  knowsCard: (id: string) => boolean,
): Route | null => {
  if (data.namesAccount) return 'account_id';
  const { origin_account_id, destination_account_id, card_id, account_id } = data.details ?? {};
  if (data.origin === 'subaccount_operation') return origin_account_id && destination_account_id ? 'operation' : null;
  if (typeof card_id === 'string') return knowsCard(card_id) ? 'card' : null;
  return data.origin === 'payout' && account_id ? 'payout' : null;
};

export const operationDetails = (operation: Operation): JsonObject => ({
  id: operation.id,
  operation_type: operation.kind,
  origin_account_id: operation.originAccountId,
  destination_account_id: operation.destinationAccountId,
  amount: money(operation.targetMinor, operation.targetCurrency),
  external_id: operation.externalId,
  description: operation.description,
  reference: null,
  state: operation.state,
  state_reasons: operation.stateReason,
  ...(operation.fxRate === null
    ? {}
    : {
        source_amount: money(operation.sourceMinor, operation.sourceCurrency),
        target_amount: money(operation.targetMinor, operation.targetCurrency),
        fx_rate: operation.fxRate,
      }),
});

/** The purchase as the ledger sees it: another vocabulary than that of card events (colombia, 6.3). */
export const cardDetails = (chain: CardTransaction, step: CardStep, state: string, type: string): JsonObject => ({
  id: step.id,
  card_id: chain.cardId,
  type,
  state,
  amount: money(step.amountMinor, chain.currency),
  merchant_amount: chain.foreign
    ? money(chain.foreign.amountMinor, chain.foreign.currency)
    : money(step.amountMinor, chain.currency),
  merchant_name: chain.merchant.name,
  declination_reason: null,
  transaction_at: isoMicros(step.atUs),
});
