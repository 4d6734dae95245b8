import { invariant } from '#kernel';
import type { Bank } from './bank.js';
import type { Account } from './books.js';
import { digits, monoId } from './ids.js';
import type { Random } from './random.js';

export const openAccount = (
  bank: Bank,
  random: Random,
  details: Pick<Account, 'kind' | 'name' | 'currency'> & {
    id?: string;
    openingMinor: bigint;
    requiresOtp?: boolean;
  },
): Account => {
  const account: Account = {
    id: details.id ?? monoId(random, details.kind === 'ledger' ? 'lacc' : 'acc'),
    kind: details.kind,
    name: details.name,
    number: digits(random, 9),
    currency: details.currency,
    requiresOtp: details.requiresOtp ?? false,
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    openingMinor: details.openingMinor,
    balanceMinor: details.openingMinor,
    reservedMinor: 0n,
    entries: [],
  };
  bank.books.accounts.set(account.id, account);
  return account;
};

// A live simulator runs for weeks: past this many entries an account's oldest ones are folded into its opening.
const ENTRIES_MAX = 100_000;

/** Moves money. A positive amount comes in, a negative one goes out. */
export const post = (bank: Bank, account: Account, amountMinor: bigint, cause: string): void => {
  account.entries.push({ amountMinor, cause, atUs: bank.nowUs });
  account.balanceMinor += amountMinor;
  account.updatedAtUs = bank.nowUs;
  if (account.entries.length <= ENTRIES_MAX) return;
  const folded = account.entries.splice(0, ENTRIES_MAX / 2);
  account.openingMinor += folded.reduce((sum, entry) => sum + entry.amountMinor, 0n);
};

export const spendable = (account: Account): bigint => account.balanceMinor - account.reservedMinor;

export const reserve = (account: Account, amountMinor: bigint): void => {
  invariant(spendable(account) >= amountMinor, 'only money that is there can be set aside');
  account.reservedMinor += amountMinor;
};

export const release = (account: Account, amountMinor: bigint): void => {
  invariant(account.reservedMinor >= amountMinor, 'only money that was set aside can be released');
  account.reservedMinor -= amountMinor;
};
