import type { Bank } from './bank.js';
import { rowOf, type BookRow } from './book-row.js';
import type { LedgerBalance } from './ledger-books.js';
import { isoMicros } from './time.js';

interface BookBalance {
  readonly currency: string;
  readonly available: string;
  readonly pending: string;
  readonly total: string;
}

export interface BookLedgerAccount {
  readonly id: string;
  readonly state: string;
  readonly name: string;
  readonly currency: string;
  /** Sums of the movements whose events lead to this account: what a correct receiver shows. */
  readonly balances: readonly BookBalance[];
  /** What the bank itself holds there, its opening and the unrouted movements included. */
  readonly bank_balances: readonly BookBalance[];
}

/** One movement; `account_id` is its true account, `route` how its event leads there. */
export interface BookLedgerTransaction extends BookRow {
  readonly operation: string;
  readonly origin: string;
  readonly id_in_origin: string;
  readonly effective_at: string;
  readonly reverts_id: string | null;
  readonly reverted_by_id: string | null;
  readonly route: string | null;
  readonly routed: boolean;
}

const balanceView = (currency: string, { availableMinor, pendingMinor }: LedgerBalance): BookBalance => ({
  currency,
  available: availableMinor.toString(),
  pending: pendingMinor.toString(),
  total: (availableMinor + pendingMinor).toString(),
});

export const bookOfLedgerAccounts = ({ books }: Bank): BookLedgerAccount[] =>
  [...books.accounts.values()]
    .filter(({ kind }) => kind === 'ledger')
    .map((account) => {
      const known = books.routedBalances.get(account.id);
      const { balanceMinor, reservedMinor } = account;
      return {
        id: account.id,
        state: 'active',
        name: account.name,
        currency: account.currency,
        balances: known ? [balanceView(account.currency, known)] : [],
        bank_balances: [
          balanceView(account.currency, {
            availableMinor: balanceMinor - reservedMinor,
            pendingMinor: reservedMinor,
          }),
        ],
      };
    });

export const bookOfLedgerTransactions = ({ books }: Bank): BookLedgerTransaction[] =>
  [...books.ledgerTransactions.values()]
    .filter(({ told }) => told.length > 0)
    .map((movement) => ({
      ...rowOf(movement, movement.amountMinor, movement.currency, movement.accountId),
      operation: movement.operation,
      origin: movement.origin,
      id_in_origin: movement.idInOrigin,
      effective_at: isoMicros(movement.transactionAtUs),
      reverts_id: movement.revertsId,
      reverted_by_id: movement.revertedById,
      route: movement.route,
      routed: movement.route !== null,
    }));
