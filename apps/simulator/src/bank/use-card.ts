import { err, ok, type Result } from '#kernel';
import { spendable } from './accounts.js';
import { begin, chanceOf, type Bank } from './bank.js';
import type { Account } from './books.js';
import type { Card, CardStep, CardTransaction, Merchant } from './card-books.js';
import { gmfOn } from './card-catalogue.js';
import { addStep } from './card-steps.js';
import { monoId } from './ids.js';
import { move } from './ledger.js';
import type { LedgerOperation } from './ledger-books.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { cardDetails } from './wire-ledger.js';

export interface UseCard {
  readonly cardId: string;
  /** A forced debit was never authorised: it is charged whatever the balance. A refund here has no purchase before. */
  readonly kind: CardTransaction['kind'];
  /** In minor units of the account's currency. */
  readonly amountMinor: bigint;
  readonly merchant: Merchant;
  readonly foreign: CardTransaction['foreign'];
  readonly withdrawalFeeMinor: bigint | null;
  /** Refuses with this reason; without one the card's state and the balance decide. */
  readonly declineFor: string | null;
}

// A REST sample shows an authorisation booked as a debit at once, the wording speaks of holds: both occur (assumed).
const AT_ONCE = 0.1;

/** Somebody pays, draws cash, or gets money back with a card. A refusal by the bank is a result, not an error. */
export const useCard = (bank: Bank, command: UseCard): Result<CardTransaction, Refusal> => {
  const card = bank.books.cards.get(command.cardId);
  const account = card && bank.books.accounts.get(card.accountId);
  if (!card || !account) return err(notFound('card', command.cardId));
  if (command.amountMinor <= 0n) return err(refusal(422, 'validation_error', 'amount must be above zero', 'amount'));
  const random = chanceOf(bank);
  const reason = asksFirst(command) ? (command.declineFor ?? refusalOf(card, account, command)) : null;
  const chain: CardTransaction = {
    ...begin(bank, monoId(random, 'ctx'), reason === null ? 'authorized' : 'declined'),
    cardId: card.id,
    accountId: account.id,
    // A refused withdrawal is told like any refusal: nothing tells it from a purchase.
    kind: reason === null ? command.kind : 'purchase',
    currency: account.currency,
    merchant: command.merchant,
    foreign: command.foreign,
    declinationReason: reason,
    withdrawalFeeMinor: command.kind === 'withdrawal' ? command.withdrawalFeeMinor : null,
    steps: [],
    atOnce: command.kind === 'purchase' && random.chance(AT_ONCE),
    authorizedMinor: null,
    heldMinor: 0n,
    chargedMinor: 0n,
    refundedMinor: 0n,
    settledMinor: null,
    toldSettledMinor: null,
  };
  bank.books.cardTransactions.set(chain.id, chain);
  if (reason === null) book(bank, random, chain, account, command.amountMinor);
  else addStep(bank, random, chain, { type: 'authorization_declined', amountMinor: command.amountMinor });
  return ok(chain);
};

const asksFirst = ({ kind }: UseCard): boolean => kind === 'purchase' || kind === 'withdrawal';

const refusalOf = (card: Card, account: Account, command: UseCard): string | null => {
  if (card.state !== 'active') return card.state === 'created' ? 'other' : `card_${card.state}`;
  const needed = command.amountMinor + (command.withdrawalFeeMinor ?? 0n);
  if (spendable(account) < needed) return 'insufficient_funds';
  return spendable(account) < needed + gmfOn(needed) ? 'insufficient_funds_gmf' : null;
};

/** What each beginning does to the account: colombia, 4.5 and the flow of 7.2. */
const book = (bank: Bank, random: Random, chain: CardTransaction, account: Account, amountMinor: bigint): void => {
  switch (chain.kind) {
    case 'purchase': {
      chain.authorizedMinor = amountMinor;
      const step = addStep(bank, random, chain, { type: 'authorization_approved', amountMinor });
      if (chain.atOnce) charge(bank, chain, account, step, amountMinor);
      else hold(bank, chain, account, step, amountMinor);
      return;
    }
    case 'withdrawal':
    case 'force_debit': {
      // Charged and done, though only of a forced debit does its event say so. The fee of a cash machine is taken with
      // the cash (assumed).
      chain.authorizedMinor = chain.kind === 'withdrawal' ? amountMinor : null;
      chain.settledMinor = amountMinor;
      chain.toldSettledMinor = chain.kind === 'force_debit' ? amountMinor : null;
      const step = addStep(bank, random, chain, { type: chain.kind, amountMinor });
      charge(bank, chain, account, step, amountMinor + (chain.withdrawalFeeMinor ?? 0n));
      return;
    }
    case 'refund':
      chain.refundedMinor = amountMinor;
      giveBack(bank, chain, account, addStep(bank, random, chain, { type: 'refund', amountMinor }), amountMinor);
  }
};

export const hold = (bank: Bank, chain: CardTransaction, account: Account, step: CardStep, amount: bigint): void => {
  chain.heldMinor += amount;
  moveFor(bank, chain, account, step, { operation: 'hold', amount, state: 'approved', type: 'authorization' });
};

export const charge = (bank: Bank, chain: CardTransaction, account: Account, step: CardStep, amount: bigint): void => {
  chain.chargedMinor += amount;
  const type = chain.atOnce ? 'authorization' : 'capture';
  const state = chain.atOnce ? 'approved' : 'fully_captured';
  moveFor(bank, chain, account, step, { operation: 'debit', amount, state, type });
};

/** Lets go of what is held first, and credits the rest. */
export const giveBack = (
  bank: Bank,
  chain: CardTransaction,
  account: Account,
  step: CardStep,
  amount: bigint,
  state = 'approved',
): void => {
  const released = amount < chain.heldMinor ? amount : chain.heldMinor;
  const credited = amount - released;
  chain.heldMinor -= released;
  if (released > 0n) {
    moveFor(bank, chain, account, step, { operation: 'release', amount: released, state, type: 'authorization' });
  }
  if (credited === 0n) return;
  if (step.type !== 'refund') chain.chargedMinor -= credited;
  const type = step.type === 'refund' ? 'refund' : 'authorization';
  moveFor(bank, chain, account, step, { operation: 'credit', amount: credited, state, type });
};

const moveFor = (
  bank: Bank,
  chain: CardTransaction,
  account: Account,
  step: CardStep,
  movement: { operation: LedgerOperation; amount: bigint; state: string; type: string },
): void => {
  move(bank, account, {
    operation: movement.operation,
    origin: 'card_transaction',
    idInOrigin: step.id,
    cause: chain.id,
    amountMinor: movement.amount,
    description: `Compra en ${chain.merchant.name}`,
    details: cardDetails(chain, step, movement.state, movement.type),
    originAtUs: step.atUs,
  });
};
