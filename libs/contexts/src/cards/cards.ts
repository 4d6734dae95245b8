import { cardFold } from '#cards-domain';
import { projection, textColumn } from '#event-store';

/** The ledger reads its changes: they tell which account a card belongs to. */
export const cards = projection({
  fold: cardFold,
  table: 'cards.cards',
  changeType: 'caudal.card.changed',
  columns: [textColumn('type'), textColumn('account_id'), textColumn('cardholder_id')],
});
