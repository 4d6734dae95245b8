import type { Card, CardStep, CardStepType, CardTransaction } from './card-books.js';
import { gmfOn } from './card-catalogue.js';
import type { JsonObject } from './json.js';
import type { Random } from './random.js';
import { isoMicros, isoMillis } from './time.js';

/** Cards as Mono Colombia writes them. */
const money = (amount: bigint, currency: string): JsonObject => ({ amount, currency });

/** The card of REST. That an event about a card carries it is assumed, and so are its type and its times. */
export const cardData = (card: Card): JsonObject => ({
  id: card.id,
  account_id: card.accountId,
  cardholder_id: card.cardholderId,
  configuration_group_id: card.configurationGroupId,
  last_four: card.lastFour,
  nickname: card.nickname,
  state: card.state,
  type: card.kind,
  inserted_at: isoMicros(card.insertedAtUs),
  updated_at: isoMicros(card.updatedAtUs),
});

const GIVES_BACK = new Set<CardStepType>(['credit_adjustment', 'authorization_reversed', 'refund']);
const STATES: Partial<Record<CardStepType, string>> = {
  authorization_declined: 'declined',
  authorization_reversed: 'reversed',
};

/** Documented are the id, the type, the time and five more; the rest is what the ledger and statements show (assumed). */
export const cardTransactionData = (chain: CardTransaction, step: CardStep, flatMerchant: boolean): JsonObject => {
  const givesBack = GIVES_BACK.has(step.type);
  const { merchant, foreign } = chain;
  return {
    id: step.id,
    type: step.type,
    inserted_at: isoMillis(step.atUs),
    declination_reason: chain.declinationReason,
    withdrawal_fee:
      chain.withdrawalFeeMinor === null || givesBack ? null : money(chain.withdrawalFeeMinor, chain.currency),
    fx_rates: foreign ? { [`${foreign.currency}_${chain.currency}`]: foreign.rate } : null,
    original_transaction_id: step.id === chain.id ? null : chain.id,
    previous_values: step.previousMinor === null ? null : { amount: money(step.previousMinor, chain.currency) },
    amount: money(step.amountMinor, chain.currency),
    merchant_amount: foreign ? money(foreign.amountMinor, foreign.currency) : money(step.amountMinor, chain.currency),
    gmf_amount: givesBack ? null : money(gmfOn(step.amountMinor), chain.currency),
    card_id: chain.cardId,
    account_id: chain.accountId,
    ...(flatMerchant ? { merchant_name: merchant.name } : { merchant: { ...merchant } }),
    description: step.type === 'withdrawal' ? 'Retiro en cajero' : `Compra en ${merchant.name}`,
    operation_type: givesBack ? 'credit' : 'debit',
    scope: foreign ? 'international' : 'local',
    state: STATES[step.type] ?? 'approved',
    transaction_at: isoMicros(step.atUs),
  };
};

/** Both spellings of Mono's pages: the guide's, with the sub-type inside, and the newer one joined to the name. */
export const spelled = (random: Random, data: JsonObject, subType: string): { type: string; data: JsonObject } => {
  if (random.chance(0.5)) return { type: 'card_transaction', data };
  const { type: _inside, ...rest } = data;
  return { type: `card_transaction.${subType}`, data: random.chance(0.5) ? rest : data };
};
