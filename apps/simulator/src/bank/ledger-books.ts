import type { JsonObject } from './json.js';
import type { Entity } from './entity.js';

export type LedgerOperation = 'credit' | 'debit' | 'hold' | 'release';

/** How a receiver can find the account of a movement without asking Mono. */
export type Route = 'account_id' | 'operation' | 'card' | 'payout';

/** One movement of a ledger account; its event is the only thing that moves money there. */
export interface LedgerTransaction extends Entity {
  readonly accountId: string;
  readonly operation: LedgerOperation;
  readonly origin: string;
  readonly idInOrigin: string;
  /** Unsigned minor units: the direction is the operation's. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly description: string | null;
  /** When it was performed, and when it began at its origin. */
  readonly transactionAtUs: number;
  readonly originAtUs: number;
  readonly revertsId: string | null;
  revertedById: string | null;
  readonly namesAccount: boolean;
  readonly details: JsonObject | null;
  /** Null: nothing in its event leads to the account. */
  readonly route: Route | null;
}

/** Minor units of one currency; `pending` is what is on hold. */
export interface LedgerBalance {
  availableMinor: bigint;
  pendingMinor: bigint;
}

/** A top-up, a withdrawal, or a move between two ledger accounts. */
export interface Operation extends Entity {
  readonly kind: 'topup' | 'withdrawal' | 'account_to_account';
  readonly originAccountId: string;
  readonly destinationAccountId: string;
  readonly sourceMinor: bigint;
  readonly sourceCurrency: string;
  readonly targetMinor: bigint;
  readonly targetCurrency: string;
  /** Decimal text; null within one currency. */
  readonly fxRate: string | null;
  readonly externalId: string;
  readonly description: string | null;
  stateReason: string | null;
}
