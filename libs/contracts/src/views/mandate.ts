import { z } from 'zod';
import { EntityView, InstantView } from './common.js';
import { MaskedNumber, ObservedBank, UndatedEvents } from './connected-account.js';

/** Mono Nigeria: the consent to debit an account, once or again and again. */
export const MandateView = EntityView.extend({
  ready_to_debit: z.boolean().meta({ description: "Mono's flag, while the mandate is neither paused nor at an end" }),
  mandate_type: z.string().nullable().meta({ description: 'emandate, sweep (once called gsm), signed: open' }),
  debit_type: z.string().nullable().meta({ description: 'variable or fixed: open' }),
  reference: z.string().nullable().meta({ description: "The merchant's" }),
  account_name: z.string().nullable(),
  number: MaskedNumber,
  bank: ObservedBank.nullable(),
  customer_id: z.string().nullable(),
  description: z.string().nullable(),
  fee_bearer: z.string().nullable(),
  message: z.string().nullable().meta({ description: 'Of the event that brought it to its state' }),
  start_at: InstantView.nullable(),
  end_at: InstantView.nullable(),
  undated_events: UndatedEvents,
});
export type MandateView = z.infer<typeof MandateView>;
