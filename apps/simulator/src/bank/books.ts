/**
 * The books: what is true at the bank. Commands write them; webhooks only tell about them, may be late, twice or out
 * of order, and never change them. Amounts are minor units; times are microseconds since the epoch.
 */
export type Provider = 'mono-colombia' | 'mono-nigeria';
export type Rail = 'turbo' | 'ach';
export type BatchOrigin = 'api' | 'manual' | 'file';

export interface Change {
  readonly state: string;
  readonly rail: Rail | null;
  readonly atUs: number;
}

/** One webhook that was announced about a thing: what a receiver can have learned. */
export interface Told {
  readonly type: string;
  readonly state: string | null;
  readonly atUs: number;
}

export interface Entity {
  readonly id: string;
  state: string;
  readonly insertedAtUs: number;
  updatedAtUs: number;
  readonly history: Change[];
  readonly told: Told[];
}

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

export interface ConnectedAccount extends Entity {
  readonly customerId: string;
  readonly name: string;
  readonly number: string;
  readonly bank: { readonly name: string; readonly code: string };
  readonly authMethod: string;
  readonly reference: string;
  balanceMinor: bigint;
}

/** A payment taken from a payer in Nigeria; its id is the merchant's reference. */
export interface DirectDebit extends Entity {
  readonly kind: 'directpay' | 'mandate_debit';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly description: string;
  /** DirectPay: `txd_…` and the 24-digit id. */
  readonly providerIds: readonly string[];
  readonly method: string | null;
  readonly mandateId: string | null;
  readonly customerId: string;
  readonly payer: {
    readonly name: string;
    readonly number: string;
    readonly bank: { readonly name: string; readonly code: string };
    readonly accountId: string;
  };
  feeMinor: bigint | null;
  message: string;
  responseCode: string | null;
  flagged: boolean;
  heldSettlement: boolean;
}

/** A payer's standing permission. Its life cycle is not simulated yet: every mandate here is ready. */
export interface Mandate {
  readonly id: string;
  readonly customerId: string;
  readonly payer: DirectDebit['payer'];
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
});
