import { after, type Bank } from '../bank/bank.js';
import type { CardTransaction } from '../bank/card-books.js';
import { CardReasons, CashMachine, ForeignMerchants, Merchants } from '../bank/card-catalogue.js';
import { changeCard } from '../bank/cards.js';
import {
  adjustPurchase,
  expirePurchase,
  refundPurchase,
  reversePurchase,
  settlePurchase,
} from '../bank/follow-purchase.js';
import type { Random } from '../bank/random.js';
import { HOUR_MS, MINUTE_MS } from '../bank/time.js';
import { useCard, type UseCard } from '../bank/use-card.js';
import { issueForStory } from './core-cast.js';
import type { Operation } from './operation.js';

/** COP 5,000.00 to 900,000.00: what people pay with a card. */
const price = (random: Random): bigint => BigInt(random.int(5_000, 900_000)) * 100n + BigInt(random.int(0, 99));

const DOLLAR = { currency: 'USD', rate: '4067.50', hundredths: 406_750n };

const purchaseOf = (random: Random, cardId: string): UseCard => {
  const cents = BigInt(random.int(100, 50_000));
  const abroad = random.chance(0.2);
  return {
    cardId,
    kind: 'purchase',
    amountMinor: abroad ? (cents * DOLLAR.hundredths) / 100n : price(random),
    merchant: random.pick(abroad ? ForeignMerchants : Merchants),
    foreign: abroad ? { amountMinor: cents, currency: DOLLAR.currency, rate: DOLLAR.rate } : null,
    withdrawalFeeMinor: null,
    declineFor: random.chance(0.12) ? random.pick(CardReasons) : null,
  };
};

const buy: Operation = (bank, cast, random) => {
  const [first, ...others] = cast.core?.cardIds ?? [];
  if (first === undefined) return;
  const used = useCard(bank, purchaseOf(random, random.pick([first, ...others])));
  if (used.ok && used.value.state === 'authorized') planLife(bank, random, used.value);
};

/** What becomes of a purchase, over hours and days: commands that come too late are refused, and that is all. */
const planLife = (bank: Bank, random: Random, chain: CardTransaction): void => {
  const within = (minMs: number, maxMs: number, act: () => void): void => {
    after(bank, random.int(minMs, maxMs), act);
  };
  const { id } = chain;
  const total = (): bigint => chain.authorizedMinor ?? 0n;
  const shown = random.chance(0.3) ? 'difference' : 'total';
  if (random.chance(0.25)) {
    within(5 * MINUTE_MS, 2 * HOUR_MS, () => adjustPurchase(bank, id, share(random, total(), 101, 130), shown));
  }
  if (random.chance(0.2)) {
    within(2 * HOUR_MS, 4 * HOUR_MS, () => adjustPurchase(bank, id, share(random, total(), 50, 99), shown));
  }
  const fate = random.next();
  if (fate < 0.12) within(MINUTE_MS, 8 * HOUR_MS, () => reversePurchase(bank, id));
  else if (fate < 0.17) within(48 * HOUR_MS, 72 * HOUR_MS, () => expirePurchase(bank, id));
  else if (fate < 0.92) {
    // Two in three settle as authorised, the others for more or less.
    const exact = random.chance(0.66);
    within(8 * HOUR_MS, 48 * HOUR_MS, () => {
      settlePurchase(bank, id, exact ? total() : share(random, total(), 80, 115));
      if (!random.chance(0.25)) return;
      within(HOUR_MS, 72 * HOUR_MS, () => refundPurchase(bank, id, refundable(random, chain)));
    });
  }
};

const share = (random: Random, of: bigint, percentMin: number, percentMax: number): bigint =>
  (of * BigInt(random.int(percentMin, percentMax))) / 100n;

/** Half of them give everything back. */
const refundable = (random: Random, chain: CardTransaction): bigint => {
  const left = (chain.settledMinor ?? 0n) - chain.refundedMinor;
  return random.chance(0.5) ? left : share(random, left, 10, 90);
};

const CASH_FEE_MINOR = 650_000n;

const drawCash: Operation = (bank, cast, random) => {
  once(bank, cast.core?.cardIds, random, {
    kind: 'withdrawal',
    amountMinor: BigInt(random.int(1, 40)) * 2_000_000n,
    merchant: CashMachine,
    withdrawalFeeMinor: random.chance(0.7) ? CASH_FEE_MINOR : null,
    declineFor: random.chance(0.1) ? random.pick(CardReasons) : null,
  });
};

/** A toll, a subscription: charged whatever is there, and most often where little is. */
const chargeByForce: Operation = (bank, { core }, random) => {
  const poor = core?.cardIds.filter((id) => bank.books.cards.get(id)?.accountId === core.poorId) ?? [];
  const cardIds = random.chance(0.7) && poor.length > 0 ? poor : core?.cardIds;
  once(bank, cardIds, random, { kind: 'force_debit', amountMinor: price(random) });
};

const refundUnasked: Operation = (bank, cast, random) => {
  once(bank, cast.core?.cardIds, random, { kind: 'refund', amountMinor: price(random) });
};

const once = (
  bank: Bank,
  cardIds: readonly string[] | undefined,
  random: Random,
  use: Pick<UseCard, 'kind' | 'amountMinor'> & Partial<UseCard>,
): void => {
  const [first, ...others] = cardIds ?? [];
  if (first === undefined) return;
  const cardId = random.pick([first, ...others]);
  const none = { foreign: null, withdrawalFeeMinor: null, declineFor: null };
  useCard(bank, { ...none, cardId, merchant: random.pick(Merchants), ...use });
};

// A long run forgets the oldest cards (not the books); most cancelled ones are put away at once, some are still tried.
const CARDS_MAX = 60;
const STILL_TRIED = 0.25;

/** One is frozen and found again, another one cancelled and replaced on the same account, for the same person. */
const manageCards: Operation = (bank, { core }, random) => {
  const [first, ...others] = core?.cardIds ?? [];
  const card = first === undefined ? undefined : bank.books.cards.get(random.pick([first, ...others]));
  if (!core || card?.state !== 'active') return;
  if (random.chance(0.7)) {
    changeCard(bank, card.id, 'frozen');
    if (random.chance(0.9))
      after(bank, random.int(MINUTE_MS, 12 * MINUTE_MS), () => changeCard(bank, card.id, 'active'));
    return;
  }
  changeCard(bank, card.id, 'canceled');
  if (!random.chance(STILL_TRIED)) core.cardIds.splice(core.cardIds.indexOf(card.id), 1);
  core.cardIds.push(issueForStory(bank, random, { ...card, kind: random.pick(['virtual', 'plastic']) }));
  if (core.cardIds.length > CARDS_MAX) core.cardIds.shift();
};

/** Operations and their weights, beside those of transfers. */
export const CARD_OPERATIONS: readonly (readonly [Operation, number])[] = [
  [buy, 22],
  [drawCash, 4],
  [chargeByForce, 2],
  [refundUnasked, 2],
  [manageCards, 2],
];
