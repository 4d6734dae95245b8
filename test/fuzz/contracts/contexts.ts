import { accountsContext, cardsContext, transfersContext } from '#contexts';
import { Topics } from '#contracts';
import type { Context } from '#event-store';

/** The contexts whose contracts are tried, by the topic that each reads. */
export const CONTEXTS: ReadonlyMap<string, Context> = new Map([
  [Topics.transfers.name, transfersContext],
  [Topics.cards.name, cardsContext],
  [Topics.accounts.name, accountsContext],
]);
