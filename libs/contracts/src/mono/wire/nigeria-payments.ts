import { z } from 'zod';
import { count, flag, instant, kobo, object, text } from './fields.js';

/** `data` of `direct_debit.split_settlement_successful` (Mono Nigeria, 7.2): a settlement, no payment. */
export const SplitSettlementData = z.looseObject({
  reference: text,
  status: text,
  message: text,
  date: instant,
  currency: text,
  // They look like naira where all else is kobo (section 4): text, as they came, and in no sum.
  split_fee: text,
  amount_settled: text,
  fee_bearer: text,
  account: object({
    account_name: text,
    account_number: text,
    account_type: text,
    institution: object({ name: text, code: text, nibss_code: text }),
  }),
});
export type SplitSettlementData = z.infer<typeof SplitSettlementData>;

/** `data` of `mono.transaction.*` (7.5, unconfirmed). */
export const DisputeData = z.looseObject({ reference: text, amount: kobo, message: text });
export type DisputeData = z.infer<typeof DisputeData>;

const tally = object({ count, amount: kobo });

/** `data` of `event.disbursement.*` (7.6). `completed` means ended: the outcome stands in `status` and the counters. */
export const DisbursementData = z.looseObject({
  reference: text,
  status: text,
  message: text,
  total_amount: kobo,
  total_fee: kobo,
  transactions_count: count,
  processing: tally,
  successful: tally,
  failed: tally,
});
export type DisbursementData = z.infer<typeof DisbursementData>;

/** `data` of `event.disbursement.transaction.*`: one line of a disbursement. */
export const DisbursementLineData = z.looseObject({
  disbursement_reference: text,
  reference: text,
  status: text,
  message: text,
  account_number: text,
  bank_code: text,
  amount: kobo,
  fee: kobo,
  narration: text,
});
export type DisbursementLineData = z.infer<typeof DisbursementLineData>;

/** `data` of `event.disburse.account.*`: the account that disbursements are paid from. */
export const SourceAccountData = z.looseObject({
  account_id: z.string(),
  account_number: text,
  account_name: text,
  bank_code: text,
  bank_name: text,
  // Without the `mmc_` of every other mandate.
  mandate_id: text,
  status: text,
  message: text,
  ready_to_debit: flag,
  approved: flag,
  created_at: instant,
  updated_at: instant,
});
export type SourceAccountData = z.infer<typeof SourceAccountData>;

/** `data` of `owo.beneficiary.*` (7.7). */
export const BeneficiaryData = z.looseObject({
  id: z.string(),
  nickname: text,
  phone: text,
  name: text,
  account_number: text,
  bank_code: text,
});
export type BeneficiaryData = z.infer<typeof BeneficiaryData>;

/** `data` of `owo.fundrequest.*`: all of it on `created`, the id and a status on the others. */
export const FundRequestData = z.looseObject({
  id: z.string(),
  reference: text,
  status: text,
  message: text,
  phone: text,
  type: text,
  beneficiary: text,
  description: text,
  amount: kobo,
  currency: text,
  schedule: object({ period: text, interval: count, start_date: text, end_date: text }),
});
export type FundRequestData = z.infer<typeof FundRequestData>;

/** `data` of `owo.payment.*`. */
export const ChatPaymentData = z.looseObject({
  id: z.string(),
  reference: text,
  fund_request: text,
  beneficiary: text,
  status: text,
  message: text,
  amount: kobo,
  currency: text,
  processed_at: instant,
  session_id: text,
});
export type ChatPaymentData = z.infer<typeof ChatPaymentData>;

/** `data` of `issuing.transfer_*` (7.10, unconfirmed). */
export const IssuingTransferData = z.looseObject({
  id: z.string(),
  account: text,
  type: text,
  amount: kobo,
  currency: text,
  narration: text,
  live: flag,
  beneficiary: object({ account_name: text }),
});
export type IssuingTransferData = z.infer<typeof IssuingTransferData>;

/** `data` of `issuing.virtual_account_created` (7.10): nothing but its name is documented. */
export const VirtualAccountData = z.looseObject({ id: z.string(), live: flag });
export type VirtualAccountData = z.infer<typeof VirtualAccountData>;
