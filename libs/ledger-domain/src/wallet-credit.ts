import {
  WalletCreditData,
  moneyView,
  whatIsWrong,
  type EntityFold,
  type FoldableEvent,
  type LedgerCauseView,
  type LedgerEffect,
} from '#contracts';
import { err, ok } from '#kernel';
import { amountsMissing } from './effects.js';

interface Credited extends FoldableEvent {
  readonly state: string | null;
  readonly effect: LedgerEffect;
}

/** The event names no wallet: a source has one a currency (Mono Nigeria, 7.10). */
const walletOf = (source: string, currency: string): string => `wallet_${source}_${currency}`;

/** Money into an Issuing wallet, also when a card is liquidated (Mono Nigeria, 7.10): one fact, final at once. */
export const walletCreditFold: EntityFold<LedgerCauseView, Credited, null> = {
  kind: 'wallet_credit',
  version: 2,
  compares: ['amount'],
  decode({ eventId, entityId, occurredAt, source, data }) {
    const parsed = WalletCreditData.safeParse(data);
    if (!parsed.success) return err(whatIsWrong(parsed.error));
    const { amount, currency, status } = parsed.data;
    // However the currency is spelled, it is the one wallet of it.
    const money = currency === null ? null : moneyView(amount ?? 0n, currency);
    const stated = amount === null ? null : money;
    return ok({
      place: occurredAt ?? '',
      fact: entityId,
      compared: [stated && `${stated.amount} ${stated.currency}`],
      state: status,
      effect: {
        ...{ operation: 'credit', amount: stated, account_kind: 'wallet', card_id: null },
        account_id: money && walletOf(source, money.currency),
        effective_at: occurredAt,
        event_id: eventId,
      },
    });
  },
  evolve: (_before, { state, effect }) => ({
    own: {
      ...{ state, final: true, origin: 'wallet_credit', id_in_origin: null, reverts_id: null },
      ...{ created_at: effect.effective_at, updated_at: effect.effective_at },
      effects: [effect],
    },
    memo: null,
  }),
  fill: ({ own }, { effect }) => ({
    own: {
      ...own,
      effects: own.effects.map((known) => ({
        ...known,
        amount: known.amount ?? effect.amount,
        account_id: known.account_id ?? effect.account_id,
      })),
    },
    memo: null,
  }),
  open: ({ own }) => amountsMissing(own.effects),
};
