import type { Entity } from './entity.js';

export type CardState = 'created' | 'active' | 'frozen' | 'canceled';

export interface Card extends Entity {
  readonly accountId: string;
  readonly kind: 'virtual' | 'plastic';
  readonly cardholderId: string;
  readonly configurationGroupId: string | null;
  /** All that is ever known of its number, here too. */
  readonly lastFour: string;
  nickname: string | null;
}

export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly mcc: string;
  /** Three letters. */
  readonly country: string;
}

export type CardStepType =
  | 'authorization_approved'
  | 'authorization_declined'
  | 'withdrawal'
  | 'debit_adjustment'
  | 'credit_adjustment'
  | 'authorization_reversed'
  | 'force_debit'
  | 'refund'
  | 'reconciliation';

/** One card event; every one has an id of its own. */
export interface CardStep {
  readonly id: string;
  readonly type: CardStepType;
  /** As its event shows it: an adjustment the new total or the difference, a refund what came back. Minor units. */
  readonly amountMinor: bigint;
  /** The total before, where the event tells one. */
  readonly previousMinor: bigint | null;
  readonly atUs: number;
}

export type CardTransactionState =
  'authorized' | 'declined' | 'reversed' | 'partially_refunded' | 'refunded' | 'settled';

/**
 * What began with one purchase, withdrawal, forced debit or refund, under the id of its first event. Its `state` is
 * what its own events let anybody know; the amounts are the bank's truth.
 */
export interface CardTransaction extends Entity {
  readonly cardId: string;
  readonly accountId: string;
  readonly kind: 'purchase' | 'withdrawal' | 'force_debit' | 'refund';
  readonly currency: string;
  readonly merchant: Merchant;
  /** Paid in another currency; `rate` is a decimal text as Mono writes it. */
  readonly foreign: { readonly amountMinor: bigint; readonly currency: string; readonly rate: string } | null;
  readonly declinationReason: string | null;
  readonly withdrawalFeeMinor: bigint | null;
  readonly steps: CardStep[];
  /** Booked as a debit at once instead of a hold. */
  readonly atOnce: boolean;
  /** What stands authorised now; null where nothing was. Minor units, like all below. */
  authorizedMinor: bigint | null;
  heldMinor: bigint;
  chargedMinor: bigint;
  refundedMinor: bigint;
  settledMinor: bigint | null;
  /** What the card's events alone let a receiver know to be settled. */
  toldSettledMinor: bigint | null;
}
