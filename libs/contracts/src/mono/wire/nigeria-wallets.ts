import { z } from 'zod';
import { kobo, object, text } from './fields.js';

/** `data` of `issuing.wallet_credit_successful` (Mono Nigeria, 7.10): kobo for NGN, cents for USD. */
export const WalletCreditData = z.looseObject({
  amount: kobo,
  balance: kobo,
  currency: text,
  status: text,
  narration: text,
  meta: object({ reference: text }),
});
export type WalletCreditData = z.infer<typeof WalletCreditData>;
