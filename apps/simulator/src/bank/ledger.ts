import { invariant } from '#kernel';
import { chanceOfMovement, tell, type Bank } from './bank.js';
import type { Account } from './books.js';
import { monoId } from './ids.js';
import type { JsonObject } from './json.js';
import type { LedgerBalance, LedgerOperation, LedgerTransaction } from './ledger-books.js';
import { post } from './accounts.js';
import { HOUR_MS, MINUTE_MS } from './time.js';
import { ledgerData, routeOf } from './wire-ledger.js';

export interface Movement {
  readonly operation: LedgerOperation;
  readonly origin: string;
  readonly idInOrigin: string;
  readonly amountMinor: bigint;
  readonly description: string | null;
  readonly details: JsonObject | null;
  /** When it began at its origin; now, where nothing is said. */
  readonly originAtUs?: number;
  readonly revertsId?: string;
  /** Whose entry it is in the account, when that is not `idInOrigin`: a payout's fee belongs to the payout. */
  readonly cause?: string;
  /** Its event carries the account, as it always or never may: by chance, where nothing is said. */
  readonly namesAccount?: boolean;
}

// Mono's pages leave open whether events name the account, and say that `details` may be null: both occur here.
const NAMES_ACCOUNT = 0.1;
const DETAILS_LOST = 0.03;
// Some are told hours later, so that a receiver meets back-dated movements after younger ones.
const LATE = 0.03;
const LATE_MS = { min: 5 * MINUTE_MS, max: 8 * HOUR_MS };

/** Moves money of a ledger account and, where the bank tells of its ledger, announces it (colombia, 7.2). */
export const move = (bank: Bank, account: Account, movement: Movement): LedgerTransaction => {
  invariant(movement.amountMinor > 0n, 'a movement has an amount; its direction is its operation');
  apply(bank, account, movement);
  const random = chanceOfMovement(bank);
  const lost = random.chance(DETAILS_LOST);
  const said = {
    id: monoId(random, 'ltx'),
    accountId: account.id,
    operation: movement.operation,
    // The name of 2024 for a movement of a card, which a receiver has to know.
    origin:
      movement.origin === 'card_transaction' && random.chance(ALIAS_OF_2024) ? 'card_authorization' : movement.origin,
    idInOrigin: movement.idInOrigin,
    amountMinor: movement.amountMinor,
    currency: account.currency,
    description: movement.description,
    transactionAtUs: bank.nowUs,
    originAtUs: movement.originAtUs ?? bank.nowUs,
    revertsId: movement.revertsId ?? null,
    namesAccount: movement.namesAccount ?? random.chance(NAMES_ACCOUNT),
    details: lost ? null : movement.details,
  };
  const transaction: LedgerTransaction = {
    ...said,
    state: movement.operation,
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    history: [],
    told: [],
    revertedById: null,
    route: routeOf(said, (id) => (bank.books.cards.get(id)?.told.length ?? 0) > 0),
  };
  bank.books.ledgerTransactions.set(transaction.id, transaction);
  if (bank.contexts !== 'all') return transaction;
  if (transaction.route !== null) count(bank, transaction);
  tell(bank, random, transaction, {
    provider: 'mono-colombia',
    type: 'ledger_account_transaction_created',
    data: ledgerData(said),
    ...(random.chance(LATE) ? { lagMs: random.int(LATE_MS.min, LATE_MS.max) } : {}),
  });
  return transaction;
};

const ALIAS_OF_2024 = 0.05;

const apply = (bank: Bank, account: Account, movement: Movement): void => {
  const { operation, amountMinor, cause = movement.idInOrigin } = movement;
  if (operation === 'hold') account.reservedMinor += amountMinor;
  else if (operation === 'release') account.reservedMinor -= amountMinor;
  else post(bank, account, operation === 'credit' ? amountMinor : -amountMinor, cause);
};

const SIGNS: Readonly<Record<LedgerOperation, readonly [available: bigint, pending: bigint]>> = {
  credit: [1n, 0n],
  debit: [-1n, 0n],
  hold: [-1n, 1n],
  release: [1n, -1n],
};

/** The balance that a receiver can know: sums of what it could find the account of. */
const count = (bank: Bank, { accountId, operation, amountMinor }: LedgerTransaction): void => {
  const balance: LedgerBalance = bank.books.routedBalances.get(accountId) ?? { availableMinor: 0n, pendingMinor: 0n };
  const [available, pending] = SIGNS[operation];
  balance.availableMinor += available * amountMinor;
  balance.pendingMinor += pending * amountMinor;
  bank.books.routedBalances.set(accountId, balance);
};

const OPPOSITE: Readonly<Record<LedgerOperation, LedgerOperation>> = {
  credit: 'debit',
  debit: 'credit',
  hold: 'release',
  release: 'hold',
};

/** A movement is undone by another one that names it. */
export const revert = (bank: Bank, account: Account, reverted: LedgerTransaction): LedgerTransaction => {
  const reversal = move(bank, account, {
    operation: OPPOSITE[reverted.operation],
    origin: reverted.origin,
    idInOrigin: reverted.idInOrigin,
    amountMinor: reverted.amountMinor,
    description: 'Reverso',
    details: reverted.details,
    namesAccount: reverted.namesAccount,
    revertsId: reverted.id,
  });
  reverted.revertedById = reversal.id;
  return reversal;
};
