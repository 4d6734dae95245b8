import { err, ok, type Result } from '#kernel';
import { after, change, chanceOf, tell, type Bank } from './bank.js';
import type { ConnectedAccount } from './books.js';
import { hexId, nigerianEventId } from './ids.js';
import type { Random } from './random.js';
import { notFound, type Refusal } from './refusal.js';
import { SECOND_MS } from './time.js';
import { connectedData, updatedData } from './wire-nigeria.js';

export type ConnectAccount = Pick<
  ConnectedAccount,
  'name' | 'number' | 'bank' | 'authMethod' | 'reference' | 'balanceMinor'
>;

/** A person in Nigeria links a bank account; its data follows within seconds. */
export const connectAccount = (bank: Bank, command: ConnectAccount): ConnectedAccount => {
  const random = chanceOf(bank);
  const account: ConnectedAccount = {
    ...command,
    id: hexId(random),
    customerId: hexId(random),
    state: 'PROCESSING',
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    history: [{ state: 'PROCESSING', rail: null, atUs: bank.nowUs }],
    told: [],
  };
  bank.books.connectedAccounts.set(account.id, account);
  tell(bank, random, account, {
    provider: 'mono-nigeria',
    type: 'mono.events.account_connected',
    data: connectedData(account),
    eventId: nigerianEventId(random),
  });
  after(bank, random.int(5 * SECOND_MS, 40 * SECOND_MS), () => {
    announceData(bank, random, account);
  });
  return account;
};

/** The account has a new balance, and its data is fetched again. */
export const updateConnectedAccount = (
  bank: Bank,
  command: { readonly id: string; readonly balanceMinor: bigint },
): Result<ConnectedAccount, Refusal> => {
  const account = bank.books.connectedAccounts.get(command.id);
  if (!account) return err(notFound('connected account', command.id));
  account.balanceMinor = command.balanceMinor;
  announceData(bank, chanceOf(bank), account);
  return ok(account);
};

// Mono Nigeria's `updated_at` has milliseconds: two states of one account must differ by more than that.
const VERSION_STEP_US = 1_000;

const announceData = (bank: Bank, random: Random, account: ConnectedAccount): void => {
  account.updatedAtUs += VERSION_STEP_US;
  change(bank, account, 'AVAILABLE');
  tell(bank, random, account, {
    provider: 'mono-nigeria',
    type: 'mono.events.account_updated',
    data: updatedData(account),
    eventId: nigerianEventId(random),
  });
};
