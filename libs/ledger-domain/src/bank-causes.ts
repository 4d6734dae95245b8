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

/** The effect that left the money moved, if any: each one is taken back by the next. */
const standingOf = (effects: readonly LedgerEffect[]): LedgerEffect | undefined =>
  effects.length % 2 === 1 ? effects.at(-1) : undefined;

/**
 * Mono Colombia, 7.1: `account_credited` is money in; `bank_transfer_approved` is money out, and a flip gives it back or
 * takes it. What is taken back is what was taken, from where it was taken, whatever the flip says of amount and account.
 */
export const bankTransferCause: CauseOf<TransferView> = {
  origin: 'bank_transfer',
  version: 2,
  effectOf: ({ after, effects }: Transition<TransferView>) => {
    if (after.direction === 'incoming') return effects.length === 0 ? bank('credit', after) : null;
    const approved = after.state === 'approved';
    const taken = standingOf(effects);
    if (approved === (taken !== undefined)) return null;
    return taken ? bank('credit', taken) : bank('debit', after);
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
