import { err, ok, type Result } from '#kernel';
import { spendable } from './accounts.js';
import type { Bank } from './bank.js';
import type { Account } from './books.js';
import type { CardStep, CardTransaction } from './card-books.js';
import { addStep } from './card-steps.js';
import { monoId } from './ids.js';
import { move } from './ledger.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { isoMicros } from './time.js';
import { charge, giveBack, hold } from './use-card.js';

/** A purchase that stands authorised and was not settled, reversed or left to expire. */
interface Open {
  readonly chain: CardTransaction;
  readonly account: Account;
  readonly first: CardStep;
  readonly authorized: bigint;
  readonly random: Random;
}

/**
 * The shop wants another total: more is held, or some is given back. Whether the event shows the new total or the
 * difference no page says: both can be had, and a receiver may count neither.
 */
export const adjustPurchase = (
  bank: Bank,
  id: string,
  totalMinor: bigint,
  shows: 'total' | 'difference' = 'total',
): Result<CardTransaction, Refusal> => {
  const found = openPurchase(bank, id);
  if (!found.ok) return found;
  const { chain, account, authorized, random } = found.value;
  const difference = totalMinor - authorized;
  if (difference === 0n || totalMinor <= 0n) {
    return err(refusal(422, 'validation_error', 'The total must be another one, and above zero', 'amount'));
  }
  if (difference > spendable(account)) return err(refusal(409, 'insufficient_funds', 'Not enough money for more'));
  chain.authorizedMinor = totalMinor;
  const type = difference > 0n ? 'debit_adjustment' : 'credit_adjustment';
  const change = difference > 0n ? difference : -difference;
  const amountMinor = shows === 'total' ? totalMinor : change;
  const step = addStep(bank, random, chain, { type, amountMinor, previousMinor: authorized });
  if (difference < 0n) giveBack(bank, chain, account, step, change);
  else if (chain.atOnce) charge(bank, chain, account, step, change);
  else hold(bank, chain, account, step, change);
  return ok(chain);
};

/** The whole purchase is called off. */
export const reversePurchase = (bank: Bank, id: string): Result<CardTransaction, Refusal> => {
  const found = openPurchase(bank, id);
  if (!found.ok) return found;
  const { chain, account, authorized, random } = found.value;
  const step = addStep(bank, random, chain, { type: 'authorization_reversed', amountMinor: authorized });
  giveBack(bank, chain, account, step, chain.heldMinor + chain.chargedMinor, 'reversed');
  return ok(chain);
};

/**
 * The shop collects. The hold ends and the settled amount is debited; a card event tells of it only when it differs
 * from what was authorised (`reconciliation`). What was paid abroad is debited as a presentment payment.
 */
export const settlePurchase = (bank: Bank, id: string, settledMinor: bigint): Result<CardTransaction, Refusal> => {
  const found = openPurchase(bank, id);
  if (!found.ok) return found;
  const { chain, account, first, authorized, random } = found.value;
  if (settledMinor <= 0n) return err(refusal(422, 'validation_error', 'amount must be above zero', 'amount'));
  chain.settledMinor = settledMinor;
  let step = first;
  if (settledMinor !== authorized) {
    chain.toldSettledMinor = settledMinor;
    step = addStep(bank, random, chain, {
      type: 'reconciliation',
      amountMinor: settledMinor,
      previousMinor: authorized,
    });
  }
  if (chain.heldMinor > 0n) giveBack(bank, chain, account, step, chain.heldMinor, 'fully_captured');
  const rest = settledMinor - chain.chargedMinor;
  if (rest < 0n) giveBack(bank, chain, account, step, -rest, 'fully_captured');
  else if (rest > 0n && chain.foreign) present(bank, random, chain, account, rest);
  else if (rest > 0n) charge(bank, chain, account, step, rest);
  return ok(chain);
};

/** Its event names neither card nor purchase: only an account in it, which it may lack, leads anywhere. */
const present = (bank: Bank, random: Random, chain: CardTransaction, account: Account, amount: bigint): void => {
  const id = monoId(random, 'cpp');
  chain.chargedMinor += amount;
  move(bank, account, {
    operation: 'debit',
    origin: 'card_presentment_payment',
    idInOrigin: id,
    cause: chain.id,
    amountMinor: amount,
    description: 'Compra internacional',
    details: { id, fx_rate: chain.foreign?.rate ?? null, paid_at: isoMicros(bank.nowUs).slice(0, 10) },
    namesAccount: random.chance(0.5),
  });
};

/** Nobody collects: the hold is let go after a while, without a card event (assumed; Mono states no window). */
export const expirePurchase = (bank: Bank, id: string): Result<CardTransaction, Refusal> => {
  const found = openPurchase(bank, id);
  if (!found.ok) return found;
  const { chain, account, first } = found.value;
  if (chain.atOnce) return err(refusal(409, 'bad_state', 'What was charged at once does not expire'));
  giveBack(bank, chain, account, first, chain.heldMinor);
  return ok(chain);
};

/** The shop gives back some or all of what it collected. */
export const refundPurchase = (bank: Bank, id: string, amountMinor: bigint): Result<CardTransaction, Refusal> => {
  const chain = bank.books.cardTransactions.get(id);
  const account = chain && bank.books.accounts.get(chain.accountId);
  if (!chain || !account) return err(notFound('card transaction', id));
  if (chain.settledMinor === null || amountMinor <= 0n || amountMinor > chain.settledMinor - chain.refundedMinor) {
    return err(refusal(409, 'bad_state', 'Only what was collected and not given back can be refunded'));
  }
  chain.refundedMinor += amountMinor;
  const step = addStep(bank, chanceOfStep(bank, chain), chain, { type: 'refund', amountMinor });
  giveBack(bank, chain, account, step, amountMinor);
  return ok(chain);
};

const openPurchase = (bank: Bank, id: string): Result<Open, Refusal> => {
  const chain = bank.books.cardTransactions.get(id);
  const account = chain && bank.books.accounts.get(chain.accountId);
  const [first] = chain?.steps ?? [];
  if (!chain || !account || !first) return err(notFound('card transaction', id));
  const open = chain.kind === 'purchase' && chain.state === 'authorized' && chain.settledMinor === null;
  const authorized = chain.authorizedMinor;
  if (!open || authorized === null || chain.heldMinor + chain.chargedMinor === 0n) {
    return err(refusal(409, 'bad_state', `This one is ${chain.state}, and not an open purchase`));
  }
  return ok({ chain, account, first, authorized, random: chanceOfStep(bank, chain) });
};

const chanceOfStep = (bank: Bank, chain: CardTransaction): Random =>
  bank.random.fork(`${chain.id}-${String(chain.steps.length)}`);
