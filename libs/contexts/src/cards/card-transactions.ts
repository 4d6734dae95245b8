import { cardTransactionFold } from '#cards-domain';
import type { CardTransactionView } from '#contracts';
import { moneyColumns, projection, textColumn } from '#event-store';

export const cardTransactions = projection({
  fold: cardTransactionFold,
  table: 'cards.card_transactions',
  changeType: 'caudal.card_transaction.changed',
  columns: [
    ...moneyColumns<CardTransactionView>(({ amount }) => amount),
    textColumn('kind'),
    textColumn('card_id'),
    textColumn('account_id'),
  ],
});
