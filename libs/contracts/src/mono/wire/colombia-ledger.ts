import { z } from 'zod';
import { instant, money, object, text } from './fields.js';

const fee = object({ id: text, amount: money });

/**
 * `event.data` of `ledger_account_transaction_created` (Mono Colombia, 4.6). The account stands in none of its fields for
 * sure; `details` differs by origin, and what of it finds the account is named here.
 */
export const LedgerTransactionData = z.looseObject({
  id: z.string(),
  operation_type: text,
  origin: text,
  id_in_origin: text,
  amount: money,
  transaction_at: instant,
  origin_transaction_at: instant,
  description: text,
  reverts_id: text,
  account_id: text,
  ledger_account_id: text,
  details: object({
    account_id: text,
    card_id: text,
    origin_account_id: text,
    destination_account_id: text,
    calculated_fees: object({ bank_transfer: fee, bank_transfer_gmf: fee }),
  }),
});
export type LedgerTransactionData = z.infer<typeof LedgerTransactionData>;
