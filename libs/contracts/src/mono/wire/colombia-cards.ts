import { z } from 'zod';
import { instant, looseMoney, object, opaque, statedMoney, text } from './fields.js';

/**
 * A card object. Mono Colombia, 3.1: its life-cycle events are announced without names or bodies; the fields are those
 * of the REST object (9.4). A number of the card is none of them: what else a body holds is not read.
 */
export const CardData = z.looseObject({
  id: z.string(),
  account_id: text,
  cardholder_id: text,
  configuration_group_id: text,
  last_four: text,
  nickname: text,
  state: text,
  type: text,
  inserted_at: instant,
  updated_at: instant,
});
export type CardData = z.infer<typeof CardData>;

/** `event.data` of `card_transaction` and `card_transaction.<sub-type>`. Mono Colombia, 4.5: documented are seven fields. */
export const CardTransactionData = z.looseObject({
  id: z.string(),
  // The sub-type; it may be missing where the event's name has it.
  type: text,
  inserted_at: instant,
  transaction_at: instant,
  declination_reason: text,
  original_transaction_id: text,
  card_id: text,
  account_id: text,
  state: text,
  description: text,
  amount: statedMoney,
  merchant_amount: looseMoney,
  gmf_amount: looseMoney,
  withdrawal_fee: looseMoney,
  fx_rates: opaque,
  // Of what stood before nothing is documented; the one sample has the amount.
  previous_values: object({ amount: looseMoney }),
  // Mono writes a merchant as an object and, in its ledger, as a name.
  merchant: object({ name: text, mcc: text, country: text, id: text }),
  merchant_name: text,
});
export type CardTransactionData = z.infer<typeof CardTransactionData>;
