import type { MoneyView } from './common.js';
import type { BaseView } from '../fold.js';

/** The four operations that move money on an account (Mono Colombia, 7.2). Amounts are unsigned: these are the direction. */
export const LEDGER_OPERATIONS = ['credit', 'debit', 'hold', 'release'] as const;
export type LedgerOperation = (typeof LEDGER_OPERATIONS)[number];

/** What kind of account an entry is of. */
export type LedgerAccountKind = 'ledger' | 'bank' | 'wallet';

/** One movement of money that a cause should have made. */
export interface LedgerEffect {
  readonly operation: LedgerOperation;
  /** Null where no event told one: then nothing is posted. */
  readonly amount: MoneyView | null;
  readonly account_kind: LedgerAccountKind;
  /** Null until it is known. */
  readonly account_id: string | null;
  /** The card through which the account is found, while it is not known otherwise. */
  readonly card_id: string | null;
  /** When the provider says that it happened; null where it does not. */
  readonly effective_at: string | null;
  /** The event that made it so. */
  readonly event_id: string;
}

/** A cause: what moves money, with all the effects that its events come to. */
export interface LedgerCauseView extends BaseView {
  /** Mono's word for where it comes from; also the counter account: `external/<origin>`. */
  readonly origin: string;
  readonly id_in_origin: string | null;
  /** The ledger transaction that this one takes back. */
  readonly reverts_id: string | null;
  readonly effects: readonly LedgerEffect[];
}
