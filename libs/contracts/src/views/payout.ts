import { z } from 'zod';
import { EntityView, MoneyView } from './common.js';

/** A payout out of a ledger account. Mono documents no event names: the object alone tells its state. */
export const PayoutView = EntityView.extend({
  account_id: z.string().nullable(),
  external_id: z.string().nullable(),
  method: z.string().nullable(),
  target: z
    .object({
      kind: z.string().nullable(),
      name: z.string().nullable(),
      bank_code: z.string().nullable(),
      account_type: z.string().nullable(),
      account_number: z.string().nullable(),
    })
    .nullable(),
  target_amount: MoneyView.nullable(),
  failure_reason: z.string().nullable(),
});
export type PayoutView = z.infer<typeof PayoutView>;
