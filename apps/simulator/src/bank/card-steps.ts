import { change, tell, type Bank } from './bank.js';
import type { CardStep, CardStepType, CardTransaction, CardTransactionState } from './card-books.js';
import { monoId } from './ids.js';
import type { Random } from './random.js';
import { HOUR_MS, MINUTE_MS } from './time.js';
import { cardTransactionData, spelled } from './wire-cards.js';

// Some originals are told after what refers to them, which receivers have to stand.
const LATE_ORIGINAL = 0.1;
const LATE_MS = { min: MINUTE_MS, max: 6 * HOUR_MS };
// Newer pages show a merchant as an object, the ledger shows its name alone.
const FLAT_MERCHANT = 0.2;

/** A step of a chain: remembered, and told in one of Mono's spellings. The money moves by its ledger event alone. */
export const addStep = (
  bank: Bank,
  random: Random,
  chain: CardTransaction,
  step: { readonly type: CardStepType; readonly amountMinor: bigint; readonly previousMinor?: bigint },
): CardStep => {
  const first = chain.steps.length === 0;
  const added: CardStep = {
    id: first ? chain.id : monoId(random, 'ctx'),
    type: step.type,
    amountMinor: step.amountMinor,
    previousMinor: step.previousMinor ?? null,
    // The canonical order of a chain is that of its times, so no two steps of one share a time.
    atUs: first ? bank.nowUs : Math.max(bank.nowUs, (chain.steps.at(-1)?.atUs ?? 0) + 1_000),
  };
  chain.steps.push(added);
  const state = stateOf(chain);
  if (state !== chain.state) change(bank, chain, state);
  const data = cardTransactionData(chain, added, random.chance(FLAT_MERCHANT));
  tell(bank, random, chain, {
    provider: 'mono-colombia',
    ...spelled(random, data, step.type),
    ...(first && random.chance(LATE_ORIGINAL) ? { lagMs: random.int(LATE_MS.min, LATE_MS.max) } : {}),
  });
  return added;
};

/**
 * What the chain's own events let anybody know: a settlement that equals its authorisation has none (colombia, 4.5),
 * and after an adjustment nobody knows what stands charged until it is settled, so that a refund is then a part.
 */
const stateOf = (chain: CardTransaction): CardTransactionState => {
  const types = new Set(chain.steps.map(({ type }) => type));
  if (types.has('authorization_declined')) return 'declined';
  if (types.has('authorization_reversed')) return 'reversed';
  if (chain.kind === 'refund') return 'refunded';
  if (types.has('refund')) {
    const adjusted = types.has('debit_adjustment') || types.has('credit_adjustment');
    const charged = chain.toldSettledMinor ?? (adjusted ? null : chain.authorizedMinor);
    return charged !== null && chain.refundedMinor >= charged ? 'refunded' : 'partially_refunded';
  }
  return chain.toldSettledMinor === null ? 'authorized' : 'settled';
};
