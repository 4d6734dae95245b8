import { err, ok, type Result } from '#kernel';
import { post } from './accounts.js';
import { chanceOf, tell, type Bank } from './bank.js';
import type { Credit } from './books.js';
import { monoId } from './ids.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { HOUR_MS } from './time.js';
import { creditData } from './wire-colombia.js';

export type CreditAccount = Pick<Credit, 'accountId' | 'kind' | 'amountMinor' | 'description' | 'payer'>;

// One wire in ten is told hours after the bank booked it: a documented delivery came 15 hours late.
const LATE_WIRES = 0.1;

/** Money arrives in a bank account. */
export const creditAccount = (bank: Bank, command: CreditAccount): Result<Credit, Refusal> => {
  const account = bank.books.accounts.get(command.accountId);
  if (account?.kind !== 'bank') return err(notFound('account', command.accountId));
  if (command.amountMinor <= 0n) return err(refusal(422, 'validation_error', 'amount must be above zero', 'amount'));
  const random = chanceOf(bank);
  const credit: Credit = {
    ...command,
    id: monoId(random, 'tx'),
    state: 'credited',
    currency: account.currency,
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    history: [{ state: 'credited', rail: null, atUs: bank.nowUs }],
    told: [],
  };
  bank.books.credits.set(credit.id, credit);
  post(bank, account, credit.amountMinor, credit.id);
  const late = credit.kind === 'incoming_wire' && random.chance(LATE_WIRES);
  tell(bank, random, credit, {
    provider: 'mono-colombia',
    type: 'account_credited',
    data: creditData(credit, account),
    ...(late ? { lagMs: random.int(HOUR_MS, 15 * HOUR_MS) } : {}),
  });
  return ok(credit);
};
