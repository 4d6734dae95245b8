import type { LedgerCauseView } from '#contracts';
import { projection, textColumn, type Projection, type ProjectionColumn } from '#event-store';
import {
  bankTransferCause,
  cardAccountFold,
  causeFold,
  collectionCause,
  ledgerTransactionFold,
  walletCreditFold,
} from '#ledger-domain';
import { collectionIntentFold, transferFold } from '#transfers-domain';

/** The card whose account a movement waits for, or was posted to: who tells of the card asks for it. */
const cardColumn: ProjectionColumn<LedgerCauseView> = {
  name: 'card_id',
  type: 'text',
  of: ({ effects }) => effects[0]?.card_id ?? null,
};

// Nobody outside hears of a cause: the clean topic tells of accounts.
const changeType = null;
const columns = [textColumn('origin'), textColumn('id_in_origin'), textColumn('reverts_id')];

/** What moves money, each kind from its own events. */
export const causes: readonly Projection[] = [
  projection({
    fold: ledgerTransactionFold,
    table: 'ledger.transactions',
    changeType,
    columns: [...columns, cardColumn],
  }),
  projection({ fold: causeFold(transferFold, bankTransferCause), table: 'ledger.bank_transfers', changeType, columns }),
  projection({
    fold: causeFold(collectionIntentFold, collectionCause),
    table: 'ledger.collections',
    changeType,
    columns,
  }),
  projection({ fold: walletCreditFold, table: 'ledger.wallet_credits', changeType, columns }),
];

/** The account that each card spends from. */
export const cardAccounts = projection({
  fold: cardAccountFold,
  table: 'ledger.card_accounts',
  changeType,
  columns: [textColumn('account_id')],
});
