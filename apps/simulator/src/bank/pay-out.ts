import { err, ok, type Result } from '#kernel';
import { spendable } from './accounts.js';
import { after, begin, change, chanceOf, tell, type Bank } from './bank.js';
import type { Account, Payout } from './books.js';
import { DestinationReasons, fateOf } from './catalogue.js';
import { monoId } from './ids.js';
import { move, type Movement } from './ledger.js';
import type { LedgerOperation } from './ledger-books.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { MINUTE_MS, SECOND_MS } from './time.js';
import { payoutData } from './wire-colombia.js';

/** Mono announces payout events without naming them: this name is assumed, and no receiver may rely on it. */
const assumedPayoutEvent = (state: string): string => `payout_${state}`;

export type CreatePayout = Pick<
  Payout,
  'accountId' | 'externalId' | 'method' | 'sourceMinor' | 'description' | 'payee'
>;

// Mono publishes no tariff: these figures only make a payout that adds up. The tax is 4 in 1,000 of what arrives.
const TRANSFER_FEE_MINOR = 420_000n;
const taxOn = (amountMinor: bigint): bigint => (amountMinor * 4n) / 1_000n;

/** The same `external_id` again creates nothing: `created` is false, and REST answers 200 instead of 201. */
export const createPayout = (
  bank: Bank,
  command: CreatePayout,
): Result<{ readonly payout: Payout; readonly created: boolean }, Refusal> => {
  const account = bank.books.accounts.get(command.accountId);
  if (account?.kind !== 'ledger') return err(notFound('ledger account', command.accountId));
  const known = bank.books.payouts.get(bank.usedExternalIds.get(command.externalId) ?? '');
  if (known) return ok({ payout: known, created: false });
  const gross = command.sourceMinor - TRANSFER_FEE_MINOR;
  const tax = taxOn(gross);
  if (gross - tax <= 0n)
    return err(refusal(422, 'validation_error', 'The amount does not cover the fees', 'source_amount'));
  if (spendable(account) < command.sourceMinor) return err(refusal(422, 'insufficient_funds', 'Not enough money'));
  const random = chanceOf(bank);
  const payout: Payout = {
    ...command,
    ...begin(bank, monoId(random, 'cpout'), 'pending'),
    currency: account.currency,
    targetMinor: gross - tax,
    fees: [
      { name: 'bank_transfer', id: monoId(random, 'fee'), amountMinor: TRANSFER_FEE_MINOR },
      { name: 'bank_transfer_gmf', id: monoId(random, 'fee'), amountMinor: tax },
    ],
    stateReason: null,
  };
  bank.books.payouts.set(payout.id, payout);
  bank.usedExternalIds.set(payout.externalId, payout.id);
  move(bank, account, movementOf(payout, 'hold', payout.sourceMinor));
  announce(bank, random, payout);
  after(bank, random.int(SECOND_MS, 20 * SECOND_MS), () => {
    change(bank, payout, 'processing');
    announce(bank, random, payout);
    after(bank, random.int(5 * SECOND_MS, 20 * MINUTE_MS), () => {
      conclude(bank, random, payout, account);
    });
  });
  return ok({ payout, created: true });
};

/** Success lets go of what was held and takes it, the fees apart; failure only lets go (assumed, colombia 7.2). */
const conclude = (bank: Bank, random: Random, payout: Payout, account: Account): void => {
  if (fateOf(payout.payee.documentNumber) === 'succeeds') {
    change(bank, payout, 'settled');
    move(bank, account, movementOf(payout, 'release', payout.sourceMinor));
    move(bank, account, movementOf(payout, 'debit', payout.targetMinor));
    for (const fee of payout.fees.filter(({ amountMinor }) => amountMinor > 0n))
      move(bank, account, feeOf(payout, fee));
  } else {
    payout.stateReason = random.pick(DestinationReasons);
    change(bank, payout, 'failed');
    move(bank, account, movementOf(payout, 'release', payout.sourceMinor));
  }
  announce(bank, random, payout);
};

const movementOf = (payout: Payout, operation: LedgerOperation, amountMinor: bigint): Movement => ({
  operation,
  origin: 'payout',
  idInOrigin: payout.id,
  amountMinor,
  description: 'Retiro a banco',
  details: payoutData(payout),
  originAtUs: payout.updatedAtUs,
});

const feeOf = (payout: Payout, fee: Payout['fees'][number]): Movement => ({
  operation: 'debit',
  origin: 'fee',
  idInOrigin: fee.id,
  cause: payout.id,
  amountMinor: fee.amountMinor,
  description: 'Comisión de transferencia',
  details: { id: fee.id, amount: { amount: fee.amountMinor, currency: payout.currency } },
  originAtUs: payout.updatedAtUs,
});

const announce = (bank: Bank, random: Random, payout: Payout): void => {
  tell(bank, random, payout, {
    provider: 'mono-colombia',
    type: assumedPayoutEvent(payout.state),
    data: payoutData(payout),
  });
};
