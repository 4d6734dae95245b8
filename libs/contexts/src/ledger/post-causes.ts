import type { LedgerCauseView } from '#contracts';
import type { TouchedEntity } from '#event-store';
import { settle } from '#ledger-domain';
import type { Sql } from '#persistence';
import { addToBalances } from './balances.js';
import { readEntries, writeEntries, type PostedEntry } from './books.js';
import { causeKey, type Cause } from './cause.js';
import { accountsOfCards, causesOfCards } from './card-routes.js';
import { tellAccounts } from './tell-accounts.js';
import { replaceUnrouted } from './unrouted.js';
import { wishOf, wishOfNothing } from './wish.js';

/**
 * What follows from causes that were folded: the effects that each should have had are compared with its entries in
 * force; what is missing is appended, what is superfluous reversed, and the sums are added once per account. All of it
 * is in the transaction that claimed the events, and the rows of the causes are locked. A cause that is gone should have
 * had none.
 */
export const postCauses = async (sql: Sql, touched: readonly TouchedEntity[], nowMs: number): Promise<void> => {
  const cards = touched.filter(({ kind }) => kind === 'card');
  const own = touched.filter(({ kind }) => kind !== 'card').map(causeOf);
  const accountOf = await accountsOfCards(sql, own, cards);
  const known = new Set(own.map(causeKey));
  const ofCards = (await causesOfCards(sql, cards)).filter((cause) => !known.has(causeKey(cause)));
  const causes = [...own, ...ofCards];
  if (causes.length === 0) return;
  const gone = new Set(touched.filter(({ isGone }) => isGone).map((one) => causeKey(one)));
  const wishes = causes.map((cause) => (gone.has(causeKey(cause)) ? wishOfNothing(cause) : wishOf(cause, accountOf)));
  const written = await readEntries(sql, causes);
  const entries = wishes.flatMap(({ cause, movements }) =>
    settle(movements, written.get(causeKey(cause)) ?? []).map((entry): PostedEntry => ({ cause, entry })),
  );
  await replaceUnrouted(
    sql,
    causes,
    wishes.flatMap(({ unrouted }) => unrouted),
  );
  const posted = await writeEntries(sql, entries);
  const changed = await addToBalances(sql, posted);
  await tellAccounts(sql, changed, nowMs);
};

const causeOf = ({ kind, scope, view }: TouchedEntity): Cause => ({ kind, scope, view: view as LedgerCauseView });
