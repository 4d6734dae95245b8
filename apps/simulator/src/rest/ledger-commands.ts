import { z } from 'zod';
import { revertMovement, syncLedger } from '../bank/sync-ledger.js';
import { Minor } from './amounts.js';
import { ById, command, type Command } from './command.js';

/** Movements of ledger accounts that no call to Mono's REST asks for. */
export const LedgerCommands: Readonly<Record<string, Command>> = {
  'sync-ledger': command(
    z.strictObject({
      account_id: z.string(),
      operation: z.enum(['credit', 'debit']).default('credit'),
      amount: Minor,
      origin: z.enum(['synced_bank_transaction', 'fee', 'origin_unheard_of']).default('synced_bank_transaction'),
      /** Whether the event carries the account; without it nothing leads there. */
      names_account: z.boolean().default(true),
    }),
    (bank, request) =>
      syncLedger(bank, {
        accountId: request.account_id,
        operation: request.operation,
        amountMinor: request.amount,
        origin: request.origin,
        namesAccount: request.names_account,
      }),
  ),
  'revert-movement': command(ById, (bank, { id }) => revertMovement(bank, id)),
};
