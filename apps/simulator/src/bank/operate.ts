import { err, ok, type Result } from '#kernel';
import { spendable } from './accounts.js';
import { after, begin, change, chanceOf, type Bank } from './bank.js';
import type { Account } from './books.js';
import { monoId } from './ids.js';
import { move, type Movement } from './ledger.js';
import type { LedgerOperation, Operation } from './ledger-books.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { SECOND_MS } from './time.js';
import { operationDetails } from './wire-ledger.js';

export interface Operate {
  readonly kind: Operation['kind'];
  readonly originAccountId: string;
  readonly destinationAccountId: string;
  /** In minor units of the origin's currency. */
  readonly amountMinor: bigint;
  readonly externalId: string;
  readonly description: string | null;
}

// Pages show `sao_` in one webhook and `accop_` in REST: a receiver must take both.
const OLD_PREFIX = 0.1;
// Whether a move is held first no page says; the four operations must fold either way (assumed).
const HELD_FIRST = 0.4;

/** One rate, so that a change of currency is there to be read: COP 4,067.50 a dollar. */
const USD_COP = { text: '4067.50', hundredths: 406_750n };

/** Moves money between two ledger accounts of the client: both sides are told, under one `id_in_origin`. */
export const operate = (bank: Bank, command: Operate): Result<Operation, Refusal> => {
  const origin = ledgerAccount(bank, command.originAccountId);
  const destination = ledgerAccount(bank, command.destinationAccountId);
  if (!origin) return err(notFound('ledger account', command.originAccountId));
  if (!destination) return err(notFound('ledger account', command.destinationAccountId));
  if (command.amountMinor <= 0n) return err(refusal(422, 'validation_error', 'amount must be above zero', 'amount'));
  if (bank.usedOperationIds.has(command.externalId)) {
    return err(refusal(409, 'validation_error', 'The external_id was used before', 'external_id'));
  }
  const exchanged = origin.currency !== destination.currency;
  if (exchanged && (origin.currency !== 'USD' || destination.currency !== 'COP')) {
    return err(refusal(422, 'validation_error', 'Only USD are changed into COP here', 'receiving_account_id'));
  }
  const random = chanceOf(bank);
  const operation: Operation = {
    ...begin(bank, monoId(random, random.chance(OLD_PREFIX) ? 'sao' : 'accop'), 'created'),
    kind: command.kind,
    originAccountId: origin.id,
    destinationAccountId: destination.id,
    sourceMinor: command.amountMinor,
    sourceCurrency: origin.currency,
    targetMinor: exchanged ? (command.amountMinor * USD_COP.hundredths) / 100n : command.amountMinor,
    targetCurrency: destination.currency,
    fxRate: exchanged ? USD_COP.text : null,
    externalId: command.externalId,
    description: command.description,
    stateReason: null,
  };
  bank.usedOperationIds.add(operation.externalId);
  bank.books.operations.set(operation.id, operation);
  if (!random.chance(HELD_FIRST)) {
    if (spendable(origin) < operation.sourceMinor) reject(bank, operation);
    else settle(bank, operation, origin, destination);
    return ok(operation);
  }
  // Held whatever is there, then looked at: a rejection gives back what it held.
  move(bank, origin, side(operation, 'hold'));
  after(bank, random.int(SECOND_MS, 20 * SECOND_MS), () => {
    // The balance that counts is the one without this hold.
    const short = spendable(origin) < 0n;
    if (short) reject(bank, operation);
    move(bank, origin, side(operation, 'release'));
    if (!short) settle(bank, operation, origin, destination);
  });
  return ok(operation);
};

const ledgerAccount = (bank: Bank, id: string): Account | undefined => {
  const account = bank.books.accounts.get(id);
  return account?.kind === 'ledger' ? account : undefined;
};

const reject = (bank: Bank, operation: Operation): void => {
  operation.stateReason = 'insufficient_funds';
  change(bank, operation, 'rejected');
};

const settle = (bank: Bank, operation: Operation, origin: Account, destination: Account): void => {
  change(bank, operation, 'successful');
  move(bank, origin, side(operation, 'debit'));
  move(bank, destination, side(operation, 'credit'));
};

const side = (operation: Operation, kind: LedgerOperation): Movement => ({
  operation: kind,
  origin: 'subaccount_operation',
  idInOrigin: operation.id,
  amountMinor: kind === 'credit' ? operation.targetMinor : operation.sourceMinor,
  description: operation.description,
  details: operationDetails(operation),
  originAtUs: operation.insertedAtUs,
});
