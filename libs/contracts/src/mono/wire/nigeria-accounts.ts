import { z } from 'zod';
import { count, flag, instant, kobo, list, object, text, textOrIdOf } from './fields.js';

/** Mono Nigeria, 7.1 (Connect). The names of REST (`account_number`, `bank_code`) are read beside those of events. */
const account = {
  _id: text,
  id: text,
  name: text,
  accountNumber: text,
  account_number: text,
  currency: text,
  balance: kobo,
  // Free text of the bank, no enum.
  type: text,
  // The last four digits, or all eleven.
  bvn: text,
  institution: object({ name: text, bankCode: text, bank_code: text, type: text }),
  created_at: instant,
  updated_at: instant,
};

/** `data` of `mono.events.account_connected`; before a DirectPay success it is an `id` and nothing else. */
export const AccountConnectedData = z.looseObject({
  id: text,
  customer: textOrIdOf('_id', 'id'),
  meta: object({ data_status: text, auth_method: text, ref: text }),
});
export type AccountConnectedData = z.infer<typeof AccountConnectedData>;

/** `data` of `mono.events.account_updated`. */
export const AccountUpdatedData = z.looseObject({
  account: object(account),
  meta: object({
    data_status: text,
    auth_method: text,
    ref: text,
    retrieved_data: list(text),
    sync_status: text,
    job_id: text,
    has_new_data: flag,
  }),
});
export type AccountUpdatedData = z.infer<typeof AccountUpdatedData>;

/**
 * `data` of the events that name an account and say nothing else of it: reauthorised, reauthorisation required, synced,
 * not synced, unlinked (whose account stands in one of four places).
 */
export const AccountNoticeData = z.looseObject({ account: textOrIdOf('_id', 'id'), account_id: text, id: text });
export type AccountNoticeData = z.infer<typeof AccountNoticeData>;

/** `data` of `mono.accounts.jobs.update`: `id` is the job. */
export const AccountJobData = z.looseObject({ id: text, account: text, name: text, status: text });
export type AccountJobData = z.infer<typeof AccountJobData>;

/** `data` of `mono.events.account_income`. Kobo is inferred; the yearly sums stand in `data` or in the summary. */
export const AccountIncomeData = z.looseObject({
  account: text,
  account_name: text,
  accountName: text,
  account_number: text,
  accountNumber: text,
  income_summary: object({ total_income: kobo, employer: text, annual_income: kobo, monthly_income: kobo }),
  income_streams: list(
    object({
      income_type: text,
      frequency: text,
      monthly_average: kobo,
      average_income_amount: kobo,
      last_income_amount: kobo,
      currency: text,
      // Between 0 and 1: a share and no money.
      stability: text,
      first_income_date: text,
      last_income_date: text,
      last_income_description: text,
      periods_with_income: count,
      number_of_incomes: count,
      number_of_months: count,
    }),
  ),
  annual_income: kobo,
  monthly_income: kobo,
});
export type AccountIncomeData = z.infer<typeof AccountIncomeData>;

/** `data` of `mono.events.account_credit_worthiness`; a failure has a message and none of the rest. */
export const CreditWorthinessData = z.looseObject({
  account: text,
  message: text,
  months_assessed: object({ start: text, end: text }),
  summary: object({ can_afford: flag, monthly_payment: kobo }),
  debt: object({
    credit_check: flag,
    total_debt: kobo,
    debt_by_institution: list(object({ institution: text, amount_owed: kobo })),
  }),
});
export type CreditWorthinessData = z.infer<typeof CreditWorthinessData>;

/** `data` of the enrichment events (7.1): a notice whose result is read by REST within the hour; keys inferred. */
export const EnrichmentData = z.looseObject({ account: text, id: text, file_name: text, message: text });
export type EnrichmentData = z.infer<typeof EnrichmentData>;
