import { z } from 'zod';
import { flag, instant, kobo, object, text, textOrIdOf } from './fields.js';

const payment = {
  _id: text,
  id: text,
  reference: text,
  status: text,
  message: text,
  amount: kobo,
  fee: kobo,
  currency: text,
  // An object since 2022, an id before.
  account: textOrIdOf('_id', 'id'),
  method: text,
  flagged: flag,
  held_settlement: flag,
  created_at: instant,
  updated_at: instant,
};

/** `data` of `direct_debit.payment_*`: the payment stands in `object`, or (inferred) in `data` itself. */
export const DirectPayData = z.looseObject({ ...payment, object: object(payment) });
export type DirectPayData = z.infer<typeof DirectPayData>;

/** `data` of `events.mandates.debit*`. */
export const MandateDebitData = z.looseObject({
  status: text,
  message: text,
  response_code: text,
  amount: kobo,
  fee: kobo,
  mandate: text,
  reference_number: text,
  session_id: text,
  date: instant,
});
export type MandateDebitData = z.infer<typeof MandateDebitData>;
