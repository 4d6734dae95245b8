import type { Context } from '#event-store';
import { accountsContext } from './accounts/context.js';
import { cardsContext } from './cards/context.js';
import { ledgerContext } from './ledger/context.js';
import { transfersContext } from './transfers/context.js';

/** Every context, by the name of its consumer: whoever works on all of them goes through this. */
export const contexts: ReadonlyMap<string, Context> = new Map(
  [transfersContext, cardsContext, ledgerContext, accountsContext].map((one) => [one.consumer, one]),
);
