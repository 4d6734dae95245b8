import type { Bank } from './bank.js';
import { rowOf, thingOf, type BookRow, type BookThing } from './book-row.js';
import type { CardStepType, CardTransaction } from './card-books.js';
import { gmfOn } from './card-catalogue.js';
import { isoMicros } from './time.js';

export interface BookCard extends BookThing {
  readonly type: 'virtual' | 'plastic';
  readonly cardholder_id: string;
  readonly last_four: string;
  readonly nickname: string | null;
}

/**
 * A chain under the id of its first event, in the words of the reads: what a correct receiver shows of it. `bank` is
 * what is true besides, and what no card event tells. Amounts are minor units as digits, of `currency`.
 */
export interface BookCardTransaction extends BookRow {
  readonly card_id: string;
  readonly kind: string;
  readonly authorized: string | null;
  readonly adjusted: string | null;
  readonly reversed: string | null;
  readonly refunded: string | null;
  readonly settled: string | null;
  readonly fee: string | null;
  readonly gmf: string | null;
  readonly declination_reason: string | null;
  readonly steps: readonly {
    readonly id: string;
    readonly type: string;
    readonly amount: string;
    readonly at: string;
  }[];
  readonly bank: {
    readonly authorized: string | null;
    readonly held: string;
    readonly charged: string;
    readonly settled: string | null;
  };
}

const digits = (amount: bigint | null): string | null => amount?.toString() ?? null;

export const bookOfCards = ({ books }: Bank): BookCard[] =>
  [...books.cards.values()].map((card) => ({
    ...thingOf(card, card.accountId),
    type: card.kind,
    cardholder_id: card.cardholderId,
    last_four: card.lastFour,
    nickname: card.nickname,
  }));

export const bookOfCardTransactions = ({ books }: Bank): BookCardTransaction[] =>
  [...books.cardTransactions.values()].map((chain) => {
    const first = chain.steps[0]?.amountMinor ?? 0n;
    return {
      ...rowOf(chain, first, chain.currency, chain.accountId),
      card_id: chain.cardId,
      kind: chain.kind,
      ...toldAmounts(chain),
      declination_reason: chain.declinationReason,
      fx_rates: chain.foreign ? { [`${chain.foreign.currency}_${chain.currency}`]: chain.foreign.rate } : null,
      merchant: chain.merchant,
      original_transaction_id: null,
      steps: chain.steps.map(({ id, type, amountMinor, atUs }) => ({
        id,
        type,
        amount: amountMinor.toString(),
        at: isoMicros(atUs),
      })),
      bank: {
        authorized: digits(chain.authorizedMinor),
        held: chain.heldMinor.toString(),
        charged: chain.chargedMinor.toString(),
        settled: digits(chain.settledMinor),
      },
    };
  });

const toldAmounts = (chain: CardTransaction) => {
  const last = (...types: CardStepType[]): bigint | null =>
    chain.steps.filter(({ type }) => types.includes(type)).at(-1)?.amountMinor ?? null;
  const [first] = chain.steps;
  return {
    authorized: digits(last('authorization_approved', 'withdrawal')),
    adjusted: digits(last('debit_adjustment', 'credit_adjustment')),
    reversed: digits(last('authorization_reversed')),
    refunded: digits(chain.refundedMinor === 0n ? null : chain.refundedMinor),
    settled: digits(chain.toldSettledMinor),
    fee: digits(chain.withdrawalFeeMinor),
    // Of the last event that says what is charged for good, else of the first.
    gmf: first && chain.kind !== 'refund' ? gmfOn(last('reconciliation') ?? first.amountMinor).toString() : null,
  };
};
