import { err, ok, type Result } from '#kernel';
import { chanceOf, type Bank } from './bank.js';
import { monoId } from './ids.js';
import { move, revert } from './ledger.js';
import type { LedgerTransaction } from './ledger-books.js';
import { notFound, refusal, type Refusal } from './refusal.js';

export interface SyncLedger {
  readonly accountId: string;
  readonly operation: 'credit' | 'debit';
  readonly amountMinor: bigint;
  /** `origin_unheard_of` stands for what Mono will invent later. */
  readonly origin: 'synced_bank_transaction' | 'fee' | 'origin_unheard_of';
  /** Null: by chance. */
  readonly namesAccount: boolean | null;
}

const PREFIXES = { synced_bank_transaction: 'tx', fee: 'fee', origin_unheard_of: 'zz' } as const;

/** A movement whose cause is no command of the client's: the bank behind the account moved money, or took a fee. */
export const syncLedger = (bank: Bank, command: SyncLedger): Result<LedgerTransaction, Refusal> => {
  const account = bank.books.accounts.get(command.accountId);
  if (account?.kind !== 'ledger') return err(notFound('ledger account', command.accountId));
  const id = monoId(chanceOf(bank), PREFIXES[command.origin]);
  if (command.amountMinor <= 0n) return err(refusal(422, 'validation_error', 'amount must be above zero', 'amount'));
  const moved = move(bank, account, {
    operation: command.operation,
    origin: command.origin,
    idInOrigin: id,
    amountMinor: command.amountMinor,
    description: command.operation === 'credit' ? 'Abono cuenta recaudadora' : 'Débito cuenta recaudadora',
    // Of these origins the pages say only that `details` begins with the id.
    details: command.origin === 'origin_unheard_of' ? null : { id },
    ...(command.namesAccount === null ? {} : { namesAccount: command.namesAccount }),
  });
  return ok(moved);
};

/** A movement that was a mistake is undone, whole, by its opposite. */
export const revertMovement = (bank: Bank, id: string): Result<LedgerTransaction, Refusal> => {
  const moved = bank.books.ledgerTransactions.get(id);
  const account = moved && bank.books.accounts.get(moved.accountId);
  if (!moved || !account) return err(notFound('ledger transaction', id));
  if (moved.revertedById !== null || moved.revertsId !== null) {
    return err(refusal(409, 'bad_state', 'A movement is reverted once, and a reversal never'));
  }
  return ok(revert(bank, account, moved));
};
