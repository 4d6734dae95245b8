import { z } from 'zod';
import { EntityView, InstantView, MoneyView } from './common.js';

const BankAccount = z.object({
  bank_code: z.string().nullable(),
  type: z.string().nullable(),
  number: z.string().nullable(),
});

const Payee = z.object({
  name: z.string().nullable(),
  document_type: z.string().nullable(),
  document_number: z.string().nullable(),
  bank_account: BankAccount.nullable(),
});

const Payer = z.object({
  name: z.string().nullable(),
  document_number: z.string().nullable(),
  bank_code: z.string().nullable(),
  bank_name: z.string().nullable(),
});

/** A bank transfer out of an account, or money that came into one (`account_credited`). */
export const TransferView = EntityView.extend({
  direction: z.enum(['outgoing', 'incoming']),
  account_id: z.string().nullable().meta({ description: 'Our account: the source, or the one credited' }),
  batch_id: z.string().nullable(),
  external_id: z.string().nullable(),
  requested_rail: z.string().nullable().meta({ description: 'The first rail that was named' }),
  rail: z.string().nullable().meta({ description: 'The rail of the newest event; of the settlement once settled' }),
  rails: z.array(z.string()),
  fell_back: z.boolean(),
  declination_reason: z.string().nullable(),
  description: z.string().nullable(),
  reference: z.string().nullable(),
  settled_at: InstantView.nullable(),
  payee: Payee.nullable(),
  payer: Payer.nullable(),
});
export type TransferView = z.infer<typeof TransferView>;

/** A batch of transfers: Mono makes one for every creation call, also for a single transfer. */
export const TransferBatchView = EntityView.omit({ amount: true }).extend({
  account_id: z.string().nullable(),
  origin: z.string().nullable().meta({ description: 'file, manual or api' }),
  total_amount: MoneyView.nullable(),
  approved_by: z.string().nullable(),
});
export type TransferBatchView = z.infer<typeof TransferBatchView>;
