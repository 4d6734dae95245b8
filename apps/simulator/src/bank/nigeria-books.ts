import type { Entity } from './entity.js';

/** A bank account in Nigeria that its owner linked; `state` is the provider's `data_status`. */
export interface ConnectedAccount extends Entity {
  readonly customerId: string;
  readonly name: string;
  readonly number: string;
  readonly bank: { readonly name: string; readonly code: string };
  readonly authMethod: string;
  readonly reference: string;
  /** What the account holds, in kobo. */
  balanceMinor: bigint;
  /** The last balance that was told, which is older when the bank gave none since. */
  toldBalanceMinor: bigint | null;
  linked: boolean;
  reauthorisationRequired: boolean;
  /** When data was last fetched, as its event tells it. */
  lastSyncedUs: number | null;
  /** Until then nothing else happens to it, so that the times in its events put them in one order. */
  quietUntilUs: number;
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

/** A payer's standing permission; `state` is the provider's word. */
export interface Mandate extends Entity {
  readonly customerId: string;
  readonly payer: DirectDebit['payer'];
  readonly reference: string;
  readonly mandateType: 'emandate' | 'signed' | 'sweep';
  readonly debitType: 'variable' | 'fixed';
  /** The most that it allows, in kobo. */
  readonly amountMinor: bigint;
  readonly description: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly nibssCode: string;
  approved: boolean;
  /** The flag as it was told last; only it says ready, no state does. */
  readyToDebit: boolean;
}
