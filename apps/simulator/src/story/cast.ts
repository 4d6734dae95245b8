import { openAccount } from '../bank/accounts.js';
import { begin, type Bank } from '../bank/bank.js';
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
  /** Opened when a story first tells of more than transfers. */
  core: CoreCast | null;
}

/** Who plays in a story of every context: ledger accounts, and the cards and movements that later operations meet. */
export interface CoreCast {
  /** Where the client's own money gathers, and what every top-up comes from. */
  readonly currentId: string;
  readonly accountIds: [string, ...string[]];
  /** Nearly empty: so that declines and rejections for lack of money occur. */
  readonly poorId: string;
  readonly dollarsId: string;
  readonly cardIds: string[];
  /** Of the last movements, which may be reverted. */
  readonly movementIds: string[];
}

// In minor units. The first two are never short of money.
const OPENING_MINOR = { operating: 900_000_000_000_000n, payroll: 500_000_000_000_000n, petty: 2_500_000_000n };
const LEDGER_OPENING_MINOR = 400_000_000_000_000n;
const MANDATES = 25;
const MANDATE_MAX_MINOR = 1_000_000_000n;

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
    core: null,
  };
  while (cast.mandateIds.length < MANDATES) cast.mandateIds.push(addMandate(bank, random));
  return cast;
};

const addMandate = (bank: Bank, random: Random): string => {
  const id = `mmc_${hexId(random)}`;
  bank.books.mandates.set(id, {
    // Older than the story: no event tells of it, it is only debited.
    ...begin(bank, id, 'approved'),
    customerId: hexId(random),
    payer: { ...nigerianPayer(random), accountId: nigerianEventId(random) },
    reference: `standing-${id.slice(-10)}`,
    mandateType: 'emandate',
    debitType: 'variable',
    amountMinor: MANDATE_MAX_MINOR,
    description: 'instalments',
    startUs: bank.nowUs,
    endUs: bank.nowUs,
    nibssCode: 'RC0000/0000/0000000',
    approved: true,
    readyToDebit: true,
  });
  return id;
};
