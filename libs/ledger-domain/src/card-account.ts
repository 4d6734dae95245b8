import type { BaseView, EntityFold, FoldableEvent } from '#contracts';
import { err, ok } from '#kernel';

/** The account that a card spends from, as the cards context tells it. */
export interface CardAccountView extends BaseView {
  readonly account_id: string;
}

interface Told extends FoldableEvent {
  readonly accountId: string;
}

/** The event under which the ledger keeps what it hears of a card. */
export const CARD_ACCOUNT_TOLD = 'caudal.card.account_told';

/** Card → account, kept as events of the ledger's own: a rebuild asks no other context. */
export const cardAccountFold: EntityFold<CardAccountView, Told, null> = {
  kind: 'card',
  version: 2,
  compares: ['account_id'],
  decode({ entityId, data }) {
    const { account_id: accountId } = data;
    if (typeof accountId !== 'string') return err('account_id: is missing');
    // A card stays on its account; told otherwise it is a conflict, and the lowest event id counts.
    return ok({ place: '', fact: entityId, compared: [accountId], accountId });
  },
  evolve: (_before, { accountId }) => ({
    own: { state: null, final: false, created_at: null, updated_at: null, account_id: accountId },
    memo: null,
  }),
  fill: (before) => before,
};
