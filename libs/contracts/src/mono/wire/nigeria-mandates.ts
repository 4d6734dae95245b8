import { z } from 'zod';
import { flag, instant, kobo, text } from './fields.js';

/** `data` of `events.mandates.created`, `.rejected`, `.approved`, `.ready`, `.expired` (Mono Nigeria, 7.3). */
export const MandateData = z.looseObject({
  id: z.string(),
  status: text,
  mandate_type: text,
  debit_type: text,
  ready_to_debit: flag,
  approved: flag,
  nibss_code: text,
  reference: text,
  account_name: text,
  account_number: text,
  bank: text,
  bank_code: text,
  customer: text,
  description: text,
  message: text,
  live_mode: flag,
  start_date: instant,
  end_date: instant,
  initial_debit_date: instant,
  date: instant,
  amount: kobo,
  fee_bearer: text,
  verification_method: text,
});
export type MandateData = z.infer<typeof MandateData>;

/** `data` of `events.mandate.action.*`: `status` is the outcome of the action and never the state of the mandate. */
export const MandateActionData = z.looseObject({
  mandate: z.string(),
  status: text,
  response_code: text,
  message: text,
  // Plural, and one value; REST spells it `timestamp`.
  timestamps: instant,
  timestamp: instant,
});
export type MandateActionData = z.infer<typeof MandateActionData>;
