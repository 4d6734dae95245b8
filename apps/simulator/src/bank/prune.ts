import type { Bank } from './bank.js';

/** Things of one kind that a bank remembers: at five operations a second about three hours, some 100 MB in all. */
const REMEMBERED_MAX = 50_000;

const forgetOldest = (known: {
  readonly size: number;
  keys(): Iterator<string>;
  delete(key: string): boolean;
}): void => {
  const keys = known.keys();
  while (known.size > REMEMBERED_MAX) {
    const oldest = keys.next();
    if (oldest.done) return;
    known.delete(oldest.value);
  }
};

/** Forgets the oldest things of a bank that runs for ever; accounts, cards, mandates and balances stay. */
export const prune = ({ books, usedEntityIds, usedExternalIds, usedOperationIds }: Bank): void => {
  for (const map of [books.transfers, books.batches, books.credits, books.intents, books.payouts]) forgetOldest(map);
  for (const map of [books.connectedAccounts, books.payerAccounts, books.directDebits]) forgetOldest(map);
  for (const map of [books.cardTransactions, books.ledgerTransactions, books.operations]) forgetOldest(map);
  for (const map of [usedEntityIds, usedExternalIds, usedOperationIds]) forgetOldest(map);
};
