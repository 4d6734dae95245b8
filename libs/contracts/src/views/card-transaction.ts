import { z } from 'zod';
import { EntityView, InstantView, MoneyView } from './common.js';

/** One thing that was told of a card transaction: itself, or what followed it. */
export const CardTransactionStep = z
  .object({
    id: z.string(),
    type: z.string().nullable().meta({ description: "The provider's sub-type: open" }),
    amount: MoneyView.nullable().meta({ description: 'As told: of an adjustment nobody says if total or difference' }),
    previous_amount: MoneyView.nullable(),
    at: InstantView.nullable(),
    original_transaction_id: z.string().nullable(),
    declination_reason: z.string().nullable(),
    event_id: z.string(),
  })
  .meta({ id: 'CardTransactionStep' });
export type CardTransactionStep = z.infer<typeof CardTransactionStep>;

const state = z
  .enum(['authorized', 'declined', 'reversed', 'partially_refunded', 'refunded', 'settled'])
  .nullable()
  .meta({ description: 'Ours, from the whole chain; null while nothing known tells it' });

/**
 * A card transaction with all that followed it. It moves no balance: the ledger's events do. Amounts are as they were
 * told of each purpose; only refunds are added up.
 */
export const CardTransactionView = EntityView.extend({
  state,
  amount: MoneyView.nullable().meta({ description: 'What the first transaction asked for' }),
  kind: z.enum(['purchase', 'withdrawal', 'force_debit', 'refund']).nullable(),
  card_id: z.string().nullable(),
  account_id: z.string().nullable(),
  authorized: MoneyView.nullable(),
  adjusted: MoneyView.nullable().meta({
    description: 'What the last adjustment told. Whether it is the new total or the difference is unknown: in no sum',
  }),
  reversed: MoneyView.nullable(),
  refunded: MoneyView.nullable().meta({ description: 'The sum of the refunds' }),
  settled: MoneyView.nullable(),
  fee: MoneyView.nullable(),
  gmf: MoneyView.nullable().meta({ description: 'The tax on the movement (4 per 1,000), as told' }),
  merchant_amount: MoneyView.nullable().meta({ description: "In the merchant's currency" }),
  fx_rates: z.unknown().meta({ description: 'As told, numbers as text; its shape is not documented' }),
  declination_reason: z.string().nullable(),
  description: z.string().nullable(),
  merchant: z
    .object({
      name: z.string().nullable(),
      mcc: z.string().nullable(),
      country: z.string().nullable(),
      id: z.string().nullable(),
    })
    .nullable(),
  original_transaction_id: z
    .string()
    .nullable()
    .meta({ description: 'Of one that follows: the id of the whole, with which it is linked' }),
  steps: z.array(CardTransactionStep),
});
export type CardTransactionView = z.infer<typeof CardTransactionView>;
