import { z } from 'zod';
import { instant, money, object, text, textOrIdOf } from './fields.js';

/** `event.data` of the four `bank_transfer_*` (Mono Colombia, Banking). */
export const BankTransferData = z.looseObject({
  id: z.string(),
  state: text,
  previous_state: text,
  amount: money,
  batch: object({ id: text, account_id: text }),
  declination_reason: text,
  description: text,
  reference: text,
  // REST is renaming entity_id to external_id: either is read.
  entity_id: text,
  external_id: text,
  payee: object({
    name: text,
    document_type: text,
    document_number: text,
    bank_account: object({ bank_code: text, type: text, number: text }),
  }),
  // One guide calls the rail `rail`.
  routing: text,
  rail: text,
  inserted_at: instant,
  updated_at: instant,
});
export type BankTransferData = z.infer<typeof BankTransferData>;

/** `event.data` of `account_credited`. */
export const AccountCreditedData = z.looseObject({
  id: z.string(),
  type: text,
  account: object({ id: text, number: text }),
  amount: money,
  description: text,
  payer: object({ name: text, document_number: text, bank: object({ code: text, name: text }) }),
  transaction_at: instant,
});
export type AccountCreditedData = z.infer<typeof AccountCreditedData>;

/** `event.data` of `batch_*`. */
export const BatchData = z.looseObject({
  id: z.string(),
  account_id: text,
  state: text,
  origin: text,
  total_amount: money,
  // Its shape is unknown and it is personal data: only an id of it is shown.
  approved_by_user: textOrIdOf('id'),
  inserted_at: instant,
  updated_at: instant,
});
export type BatchData = z.infer<typeof BatchData>;

/** `event.data` of `collection_intent_*`. */
export const CollectionIntentData = z.looseObject({
  id: z.string(),
  collection_link_id: text,
  account_id: text,
  amount: money,
  state: text,
  external_id: text,
  reference: text,
  note: text,
  payer: object({ document_type: text, document_number: text, name: text }),
  payment: object({ provider: text, transaction_id: text, provider_message: text }),
  inserted_at: instant,
  updated_at: instant,
});
export type CollectionIntentData = z.infer<typeof CollectionIntentData>;

/** A payout object (its events have no documented names). */
export const PayoutData = z.looseObject({
  id: z.string(),
  account_id: text,
  external_id: text,
  method: text,
  target: object({
    kind: text,
    bank_code: text,
    account_type: text,
    account_number: text,
    payee: object({ name: text }),
  }),
  source_amount: money,
  target_amount: money,
  amount: money,
  state: text,
  state_reason: text,
  inserted_at: instant,
  updated_at: instant,
});
export type PayoutData = z.infer<typeof PayoutData>;
