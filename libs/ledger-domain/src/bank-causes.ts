import type { CollectionIntentView, LedgerEffect, TransferView } from '#contracts';
import type { CauseOf, Transition } from './effects.js';

const bank = (
  operation: 'credit' | 'debit',
  view: { readonly amount: TransferView['amount']; readonly account_id: string | null },
): Omit<LedgerEffect, 'event_id' | 'effective_at'> => ({
  operation,
  amount: view.amount,
  account_kind: 'bank',
  account_id: view.account_id,
  card_id: null,
});

/** Whether the last effect left the money moved: each one is taken back by the next. */
const isMoved = (effects: readonly LedgerEffect[]): boolean => effects.length % 2 === 1;

/**
 * Mono Colombia, 7.1: `account_credited` is money in; `bank_transfer_approved` is money out, and a flip gives it back or
 * takes it. What is taken back is what was taken, whatever the flip says of the amount.
 */
export const bankTransferCause: CauseOf<TransferView> = {
  origin: 'bank_transfer',
  version: 1,
  effectOf: ({ after, effects }: Transition<TransferView>) => {
    if (after.direction === 'incoming') return effects.length === 0 ? bank('credit', after) : null;
    const approved = after.state === 'approved';
    if (approved === isMoved(effects)) return null;
    const last = effects.at(-1);
    return approved ? bank('debit', after) : { ...bank('credit', after), amount: last?.amount ?? null };
  },
  amountOf: ({ amount }) => amount,
  accountOf: ({ account_id }) => account_id,
};

/** Mono Colombia, 7.1: confirmed is no money yet, credited is. Whether PSE fires `account_credited` too is unknown: both count. */
export const collectionCause: CauseOf<CollectionIntentView> = {
  origin: 'collection_intent',
  version: 1,
  effectOf: ({ after, effects }) =>
    after.state === 'account_credited' && effects.length === 0 ? bank('credit', after) : null,
  amountOf: ({ amount }) => amount,
  accountOf: ({ account_id }) => account_id,
};
