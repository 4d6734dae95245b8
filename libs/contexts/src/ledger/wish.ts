import type { Movement } from '#ledger-domain';
import { cardKey } from './card-routes.js';
import { accountScopeOf, type Cause } from './cause.js';
import type { Unrouted } from './unrouted.js';

/** What a cause should have in the books, and what has no account yet. */
export interface Wish {
  readonly cause: Cause;
  readonly movements: readonly Movement[];
  readonly unrouted: readonly Unrouted[];
}

/** Of a cause that the log does not know. */
export const wishOfNothing = (cause: Cause): Wish => ({ cause, movements: [], unrouted: [] });

/** Every effect with an amount is a movement if its account is known, else unrouted. Without an amount it is neither. */
export const wishOf = (cause: Cause, accountOf: ReadonlyMap<string, string>): Wish => {
  const movements: Movement[] = [];
  const unrouted: Unrouted[] = [];
  for (const [ordinal, effect] of cause.view.effects.entries()) {
    if (!effect.amount) continue;
    const accountId = effect.account_id ?? accountOf.get(cardKey(cause.scope, effect.card_id ?? ''));
    if (accountId === undefined) unrouted.push({ cause, ordinal, effect });
    else {
      movements.push({
        ...{ ordinal, operation: effect.operation, accountKind: effect.account_kind, accountId },
        accountScope: accountScopeOf(cause),
        ...{ amount: BigInt(effect.amount.amount), currency: effect.amount.currency, origin: cause.view.origin },
        ...{ effectiveAt: effect.effective_at, eventId: effect.event_id },
      });
    }
  }
  return { cause, movements, unrouted };
};
