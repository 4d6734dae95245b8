import { z } from 'zod';
import { EntityView, InstantView } from './common.js';

/** A PSE payment into an account. Confirmed is not credited: only `account_credited` is money. */
export const CollectionIntentView = EntityView.extend({
  account_id: z.string().nullable(),
  collection_link_id: z.string().nullable(),
  external_id: z.string().nullable(),
  reference: z.string().nullable(),
  note: z.string().nullable(),
  payer: z
    .object({
      document_type: z.string().nullable(),
      document_number: z.string().nullable(),
      name: z.string().nullable(),
    })
    .nullable(),
  payment: z
    .object({
      provider: z.string().nullable(),
      transaction_id: z.string().nullable(),
      provider_message: z.string().nullable(),
    })
    .nullable(),
  credited_at: InstantView.nullable(),
});
export type CollectionIntentView = z.infer<typeof CollectionIntentView>;
