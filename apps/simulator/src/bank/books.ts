import type { Card, CardTransaction } from './card-books.js';
import type { Entity, Rail } from './entity.js';
import type { LedgerBalance, LedgerTransaction, Operation } from './ledger-books.js';
import type { ConnectedAccount, DirectDebit, Mandate } from './nigeria-books.js';

/**
 * The books: what is true at the bank. Commands write them; webhooks only tell about them, may be late, twice or out
 * of order, and never change them. Amounts are minor units; times are microseconds since the epoch.
 */
export type BatchOrigin = 'api' | 'manual' | 'file';

export interface Entry {
  /** Signed: what comes in is positive. */
  readonly amountMinor: bigint;
  readonly cause: string;
  readonly atUs: number;
}

export interface Account {
  readonly id: string;
  readonly kind: 'bank' | 'ledger' | 'wallet';
  readonly name: string;
  readonly number: string;
  readonly currency: string;
  readonly requiresOtp: boolean;
  readonly insertedAtUs: number;
  updatedAtUs: number;
  /** The balance before the oldest entry that is still kept. */
  openingMinor: bigint;
  balanceMinor: bigint;
  /** Set aside for what is on its way; still part of the balance. */
  reservedMinor: bigint;
  readonly entries: Entry[];
}

export interface Payee {
  readonly name: string;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly email: string | null;
  readonly phoneNumber: string | null;
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly accountType: string;
}

export interface Transfer extends Entity {
  readonly batchId: string;
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly requestedRail: Rail;
  readonly mayFallBack: boolean;
  rail: Rail;
  fellBack: boolean;
  declinationReason: string | null;
  readonly entityId: string | null;
  readonly description: string | null;
  readonly reference: string | null;
  readonly payee: Payee;
}

export interface Batch extends Entity {
  readonly accountId: string;
  readonly origin: BatchOrigin;
  readonly totalMinor: bigint;
  readonly currency: string;
  readonly transferIds: string[];
  approvedBy: { readonly id: string; readonly name: string; readonly email: string } | null;
}

export interface Credit extends Entity {
  readonly accountId: string;
  readonly kind: 'incoming_wire' | 'bank_transfer_mono';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly description: string;
  readonly payer: {
    readonly name: string;
    readonly documentNumber: string;
    readonly bankCode: string;
    readonly bankName: string;
  };
}

export interface Intent extends Entity {
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly linkId: string | null;
  readonly externalId: string | null;
  readonly reference: string | null;
  readonly note: string | null;
  readonly payer: { readonly name: string; readonly documentType: string; readonly documentNumber: string };
  readonly transactionId: string;
  providerMessage: string | null;
}

export interface Payout extends Entity {
  readonly accountId: string;
  readonly externalId: string;
  readonly method: string;
  readonly currency: string;
  readonly sourceMinor: bigint;
  readonly targetMinor: bigint;
  readonly fees: readonly { readonly name: string; readonly id: string; readonly amountMinor: bigint }[];
  readonly description: string | null;
  readonly payee: Payee;
  stateReason: string | null;
}

export interface Books {
  readonly accounts: Map<string, Account>;
  readonly transfers: Map<string, Transfer>;
  readonly batches: Map<string, Batch>;
  readonly credits: Map<string, Credit>;
  readonly intents: Map<string, Intent>;
  readonly payouts: Map<string, Payout>;
  readonly mandates: Map<string, Mandate>;
  readonly connectedAccounts: Map<string, ConnectedAccount>;
  readonly directDebits: Map<string, DirectDebit>;
  /** Accounts of payers, of which a receiver hears nothing but the id. */
  readonly payerAccounts: Map<string, Entity>;
  readonly cards: Map<string, Card>;
  readonly cardTransactions: Map<string, CardTransaction>;
  readonly ledgerTransactions: Map<string, LedgerTransaction>;
  readonly operations: Map<string, Operation>;
  /** What the movements that name their account add up to: the most that a receiver can know. By account. */
  readonly routedBalances: Map<string, LedgerBalance>;
}

export const emptyBooks = (): Books => ({
  accounts: new Map(),
  transfers: new Map(),
  batches: new Map(),
  credits: new Map(),
  intents: new Map(),
  payouts: new Map(),
  mandates: new Map(),
  connectedAccounts: new Map(),
  directDebits: new Map(),
  payerAccounts: new Map(),
  cards: new Map(),
  cardTransactions: new Map(),
  ledgerTransactions: new Map(),
  operations: new Map(),
  routedBalances: new Map(),
});
