import { z } from 'zod';
import { count, flag, instant, list, money, object, text } from './fields.js';

const person = object({ document_type: text, document_number: text, full_name: text, type: text });
const bankAccount = object({ currency_code: text, number: text, type: text });

/** `event.data` of `outgoing_transfer.*` (Mono Colombia, 4.7); all but id, state and reason is inferred from REST. */
export const OutgoingTransferData = z.looseObject({
  id: z.string(),
  state: text,
  state_reason: text,
  amount: money,
  external_id: text,
  description: text,
  payment_id: text,
  resolution_request_id: text,
  query: object({ format: text, value: text }),
  expected_creditor: object({ document_type: text, document_number: text }),
  target: object({
    id: text,
    key_type: text,
    key_value: text,
    participant_nit: text,
    payment_id: text,
    resolution_type: text,
    spbvi: text,
    transaction_amount: money,
    creditor: person,
    creditor_account: bankAccount,
  }),
  // Codes to times without a zone, which are UTC (inferred).
  timemarks: z.record(z.string(), instant).nullish().catch(null),
  inserted_at: instant,
  updated_at: instant,
});
export type OutgoingTransferData = z.infer<typeof OutgoingTransferData>;

const collection = {
  state: text,
  state_reason: text,
  external_id: text,
  usage_mode: text,
  enabled: flag,
  expires_at: instant,
  expected_payers: list(object({ document_type: text, document_number: text })),
  custom_key_value: text,
  custom_merchant_name: text,
  nickname: text,
  reference: text,
  keys: list(object({ name: text, state: text, type: text, value: text })),
  minimum_attempt_amount: money,
  maximum_attempt_amount: money,
  total_minimum_amount: money,
  total_maximum_amount: money,
  paid_amount: money,
  successful_attempts: count,
  failed_attempts: count,
  prune_status: text,
  key_pruned_at: instant,
  tenant_account_id: text,
  inserted_at: instant,
  updated_at: instant,
};

const attempt = {
  collection_id: text,
  end_to_end_id: text,
  amount: money,
  key_type: text,
  key_value: text,
  payer: person,
  payer_account: bankAccount,
  state: text,
  state_reason: text,
  tenant_account_id: text,
  inserted_at: instant,
  updated_at: instant,
};

/** `event.data` of `collection.*` (4.8). */
export const CollectionData = z.looseObject({ id: z.string(), ...collection });
export type CollectionData = z.infer<typeof CollectionData>;

/**
 * `event.data` of `collection.attempt_*`. Whether that is the attempt or its collection is unknown: the prefix of the
 * id tells, and either may have the other inside (4.8).
 */
export const CollectionAttemptData = z.union([
  z.looseObject({
    id: z.string().startsWith('bbcolat_'),
    ...attempt,
    collection: object({ id: text, ...collection }),
  }),
  z.looseObject({
    id: z.string().regex(/^(?!bbcolat_)/),
    ...collection,
    attempt: object({ id: text, ...attempt }),
  }),
]);
export type CollectionAttemptData = z.infer<typeof CollectionAttemptData>;
