import { openAccount } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { WALLET_ID } from '../bank/direct-debit.js';
import { hexId, nigerianEventId } from '../bank/ids.js';
import { createRandom, type Random } from '../bank/random.js';
import { nigerianPayer } from './people.js';

/** Who plays: the client's accounts and mandates, and what operations leave behind for later ones. */
export interface Cast {
  readonly bankAccountIds: [string, ...string[]];
  /** Short of money now and then, so that `insufficient_funds` occurs. */
  readonly pettyCashId: string;
  readonly ledgerAccountId: string;
  readonly mandateIds: [string, ...string[]];
  readonly connectedAccountIds: string[];
  operations: number;
}

// In minor units. The first two are never short of money.
const OPENING_MINOR = { operating: 900_000_000_000_000n, payroll: 500_000_000_000_000n, petty: 2_500_000_000n };
const LEDGER_OPENING_MINOR = 400_000_000_000_000n;
const MANDATES = 25;

/** The seed alone names the accounts, so that a restarted simulator stands for the same client. */
export const castOf = (bank: Bank, seed: string): Cast => {
  const random = createRandom(`cast/${seed}`);
  const open = (name: string, openingMinor: bigint, requiresOtp = false): string =>
    openAccount(bank, random, { kind: 'bank', name, currency: 'COP', openingMinor, requiresOtp }).id;
  openAccount(bank, random, { kind: 'wallet', id: WALLET_ID, name: 'Settlement', currency: 'NGN', openingMinor: 0n });
  const cast: Cast = {
    bankAccountIds: [open('Operación', OPENING_MINOR.operating), open('Nómina', OPENING_MINOR.payroll, true)],
    pettyCashId: open('Caja menor', OPENING_MINOR.petty),
    ledgerAccountId: openAccount(bank, random, {
      kind: 'ledger',
      name: 'Core',
      currency: 'COP',
      openingMinor: LEDGER_OPENING_MINOR,
    }).id,
    mandateIds: [addMandate(bank, random)],
    connectedAccountIds: [],
    operations: 0,
  };
  while (cast.mandateIds.length < MANDATES) cast.mandateIds.push(addMandate(bank, random));
  return cast;
};

const addMandate = (bank: Bank, random: Random): string => {
  const id = `mmc_${hexId(random)}`;
  bank.books.mandates.set(id, {
    id,
    customerId: hexId(random),
    payer: { ...nigerianPayer(random), accountId: nigerianEventId(random) },
  });
  return id;
};
