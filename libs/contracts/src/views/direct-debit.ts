import { z } from 'zod';
import { EntityView, InstantView, MoneyView } from './common.js';

/** Mono Nigeria: a DirectPay payment or the debit of a mandate. `id` is the merchant's
 * reference, or its SHA-256 where that holds characters that no id may hold. */
export const DirectDebitView = EntityView.extend({
  kind: z.enum(['directpay', 'mandate_debit']),
  reference: z.string().nullable().meta({ description: "The merchant's reference as it came" }),
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
