import { z } from 'zod';
import { EntityView, InstantView, MoneyView } from './common.js';

/** Mono Nigeria: a DirectPay payment or the debit of a mandate. `id` is the merchant's reference. */
export const DirectDebitView = EntityView.extend({
  kind: z.enum(['directpay', 'mandate_debit']),
  fee: MoneyView.nullable(),
  method: z.string().nullable(),
  mandate_id: z.string().nullable(),
  account_id: z.string().nullable(),
  provider_ids: z.array(z.string()),
  message: z.string().nullable(),
  response_code: z.string().nullable(),
  held_settlement: z.boolean().nullable(),
  flagged: z.boolean().nullable(),
  settled_at: InstantView.nullable(),
});
export type DirectDebitView = z.infer<typeof DirectDebitView>;
