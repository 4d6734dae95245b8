import { z } from 'zod';
import { instant, looseKobo, text, textOrIdOf } from './fields.js';

/**
 * `data` of `issuing.card_transaction`. Mono Nigeria, 7.10: the name alone is known, and not confirmed; every field is a
 * guess from its sister events, so that none can make the event unreadable.
 */
export const IssuingCardTransactionData = z.looseObject({
  id: text,
  card: textOrIdOf('_id', 'id'),
  type: text,
  amount: looseKobo,
  currency: text,
  narration: text,
  created_at: instant,
});
export type IssuingCardTransactionData = z.infer<typeof IssuingCardTransactionData>;
