import { z } from 'zod';
import { isoMicros } from '../bank/time.js';
import type { Account } from '../bank/books.js';
import type { JsonObject } from '../bank/json.js';
import type { LedgerTransaction, Operation } from '../bank/ledger-books.js';
import type { Operate } from '../bank/operate.js';
import { ledgerData } from '../bank/wire-ledger.js';
import { Minor } from './amounts.js';
import { Paging } from './paging.js';

const CoreMoney = z.object({ amount: Minor, currency: z.enum(['COP', 'USD']) });

/** `POST /v1/ledger/accounts`; the holder is taken and not used. */
export const OpenAccountRequest = z.object({
  currency_code: z.enum(['COP', 'USD']).default('COP'),
  holder_id: z.string().nullish(),
  name: z.string().nullish(),
});

/** `POST /v1/ledger/accounts/{id}/balance`. */
export const BalanceRequest = z.object({
  operation: z.enum(['topup', 'withdrawal']),
  amount: CoreMoney,
  external_id: z.string().min(1).max(255),
  description: z.string().nullish(),
});

/** Mono names no other account: the client's own one stands on the other side (assumed). */
export const balanceOperationOf = (request: z.infer<typeof BalanceRequest>, id: string, ownId: string): Operate => ({
  kind: request.operation,
  originAccountId: request.operation === 'topup' ? ownId : id,
  destinationAccountId: request.operation === 'topup' ? id : ownId,
  amountMinor: request.amount.amount,
  externalId: request.external_id,
  description: request.description ?? null,
});

/** `POST /v1/ledger/transfers`. */
export const MoveRequest = z.object({
  payer_account_id: z.string(),
  receiving_account_id: z.string(),
  amount: CoreMoney,
  external_id: z.string().min(1).max(255),
  description: z.string().nullish(),
});

export const moveOf = (request: z.infer<typeof MoveRequest>): Operate => ({
  kind: 'account_to_account',
  originAccountId: request.payer_account_id,
  destinationAccountId: request.receiving_account_id,
  amountMinor: request.amount.amount,
  externalId: request.external_id,
  description: request.description ?? null,
});

export const ListMovementsQuery = Paging.extend({
  operation_type: z.enum(['credit', 'debit', 'hold', 'release']).optional(),
  origin: z.string().optional(),
});

export const ledgerAccountView = (account: Account): JsonObject => ({
  id: account.id,
  holder_id: null,
  currency_code: account.currency,
  name: account.name,
  provider: 'mono_ledger',
  type: 'subaccount',
  state: 'active',
  state_reason: null,
  inserted_at: isoMicros(account.insertedAtUs),
  updated_at: isoMicros(account.updatedAtUs),
});

export const operationView = (operation: Operation): JsonObject => ({
  id: operation.id,
  amount: { amount: operation.sourceMinor, currency: operation.sourceCurrency },
  external_id: operation.externalId,
  description: operation.description,
});

/** REST names no account either: it stands in the path. A list leaves `details` out, and knows what was reverted. */
export const movementView = (movement: LedgerTransaction, withDetails: boolean): JsonObject => {
  const { account_id: _account, details, ...view } = ledgerData(movement);
  return { ...view, reverted_by_id: movement.revertedById, ...(withDetails ? { details: details ?? null } : {}) };
};
