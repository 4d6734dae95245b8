import type { RawTopicName } from '../topics.js';

/** Kinds of entity: each has one fold, or none yet. */
export type EntityKind =
  | 'transfer'
  | 'transfer_batch'
  | 'collection_intent'
  | 'payout'
  | 'direct_debit'
  | 'breb_transfer'
  | 'breb_collection'
  | 'disbursement'
  | 'split_settlement'
  | 'fund_request'
  | 'chat_payment'
  | 'issuing_transfer'
  | 'card'
  | 'card_transaction'
  | 'ledger_transaction'
  | 'wallet_credit'
  | 'account'
  | 'account_holder'
  | 'ledger_account'
  | 'mandate'
  | 'source_account'
  | 'virtual_account'
  | 'beneficiary'
  | 'identity_check'
  | 'screening';

/** How an event finds its entity: a row of the catalogues. */
export interface RouteRule {
  readonly topic: RawTopicName;
  readonly kind: EntityKind;
  /** Where the entity's id stands in `data`: the first path that holds text. */
  readonly id: readonly string[];
  /** Where the ordering key stands, when it is not the entity id. */
  readonly key?: readonly string[];
  /** The id is a merchant's reference: unique within a source only, and free in its characters. */
  readonly reference?: true;
  /** Mono does not document the name; the object told where it belongs. */
  readonly undocumented?: true;
}
