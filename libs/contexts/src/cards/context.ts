import { Consumers, Topics } from '#contracts';
import { contextOf } from '#event-store';
import { cardTransactions } from './card-transactions.js';
import { cards } from './cards.js';

/** What `mono.cards.v1` becomes. Neither of them moves a balance: the ledger's events do. */
export const cardsContext = contextOf(Consumers.cards, Topics.cleanCards.name, [cards, cardTransactions]);
