import { z } from 'zod';
import { CashMachine, Merchants } from '../bank/card-catalogue.js';
import {
  adjustPurchase,
  expirePurchase,
  refundPurchase,
  reversePurchase,
  settlePurchase,
} from '../bank/follow-purchase.js';
import { useCard } from '../bank/use-card.js';
import { Minor } from './amounts.js';
import { ById, command, type Command } from './command.js';

const WithAmount = ById.extend({ amount: Minor });

/** What people and shops do with cards. Amounts are minor units of the account's currency. */
export const CardCommands: Readonly<Record<string, Command>> = {
  'use-card': command(
    z.strictObject({
      card_id: z.string(),
      kind: z.enum(['purchase', 'withdrawal', 'force_debit', 'refund']).default('purchase'),
      amount: Minor,
      /** Of what was paid abroad; `amount` is then what it comes to here. */
      foreign: z.strictObject({ amount: Minor, currency: z.string().length(3), rate: z.string() }).optional(),
      withdrawal_fee: Minor.optional(),
      declination_reason: z.string().optional(),
    }),
    (bank, request) =>
      useCard(bank, {
        cardId: request.card_id,
        kind: request.kind,
        amountMinor: request.amount,
        merchant: request.kind === 'withdrawal' ? CashMachine : Merchants[0],
        foreign: request.foreign
          ? { amountMinor: request.foreign.amount, currency: request.foreign.currency, rate: request.foreign.rate }
          : null,
        withdrawalFeeMinor: request.withdrawal_fee ?? null,
        declineFor: request.declination_reason ?? null,
      }),
  ),
  /** `amount` is the new total; its event `shows` it, or the difference. */
  'adjust-purchase': command(
    WithAmount.extend({ shows: z.enum(['total', 'difference']).default('total') }),
    (bank, { id, amount, shows }) => adjustPurchase(bank, id, amount, shows),
  ),
  'reverse-purchase': command(ById, (bank, { id }) => reversePurchase(bank, id)),
  'settle-purchase': command(WithAmount, (bank, { id, amount }) => settlePurchase(bank, id, amount)),
  'expire-purchase': command(ById, (bank, { id }) => expirePurchase(bank, id)),
  'refund-purchase': command(WithAmount, (bank, { id, amount }) => refundPurchase(bank, id, amount)),
};
