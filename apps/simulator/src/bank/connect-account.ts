import { err, ok, type Result } from '#kernel';
import { after, begin, change, chanceOf, tell, type Bank } from './bank.js';
import type { ConnectedAccount } from './nigeria-books.js';
import { hexId, nigerianEventId } from './ids.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { SECOND_MS } from './time.js';
import { connectedData, updatedData } from './wire-nigeria.js';

export type ConnectAccount = Pick<
  ConnectedAccount,
  'name' | 'number' | 'bank' | 'authMethod' | 'reference' | 'balanceMinor'
> & {
  /** What the first fetch brings: everything, where nothing is said. */
  readonly first?: Fetched;
};

/** What one fetch of the bank's data brought: the provider's `data_status`, and whether a balance was in it. */
export interface Fetched {
  readonly status: 'AVAILABLE' | 'PARTIAL' | 'UNAVAILABLE' | 'FAILED';
  readonly balance: boolean;
}

export const EVERYTHING: Fetched = { status: 'AVAILABLE', balance: true };

/** A person in Nigeria links a bank account; its data follows within seconds. */
export const connectAccount = (bank: Bank, command: ConnectAccount): ConnectedAccount => {
  const random = chanceOf(bank);
  const { first, ...owner } = command;
  const account: ConnectedAccount = {
    ...owner,
    ...begin(bank, hexId(random), 'PROCESSING'),
    customerId: hexId(random),
    toldBalanceMinor: null,
    linked: true,
    reauthorisationRequired: false,
    lastSyncedUs: null,
    quietUntilUs: 0,
  };
  bank.books.connectedAccounts.set(account.id, account);
  tell(bank, random, account, {
    provider: 'mono-nigeria',
    type: 'mono.events.account_connected',
    data: connectedData(account),
    eventId: nigerianEventId(random),
  });
  after(bank, random.int(5 * SECOND_MS, 40 * SECOND_MS), () => {
    announceData(bank, random, account, first ?? EVERYTHING);
  });
  return account;
};

/** The account has a new balance, and its data is fetched again. */
export const updateConnectedAccount = (
  bank: Bank,
  command: { readonly id: string; readonly balanceMinor: bigint; readonly fetched?: Fetched },
): Result<ConnectedAccount, Refusal> => {
  const account = bank.books.connectedAccounts.get(command.id);
  if (!account) return err(notFound('connected account', command.id));
  if (!account.linked || account.reauthorisationRequired || bank.nowUs < account.quietUntilUs) {
    return err(refusal(409, 'bad_state', 'Nothing can be fetched of it now'));
  }
  account.balanceMinor = command.balanceMinor;
  announceData(bank, chanceOf(bank), account, command.fetched ?? EVERYTHING);
  return ok(account);
};

// Mono Nigeria's `updated_at` has milliseconds: two states of one account must differ by more than that.
const VERSION_STEP_US = 1_000;

/** `syncStatus` is the word of a real-time fetch; the others have none. */
export const announceData = (
  bank: Bank,
  random: Random,
  account: ConnectedAccount,
  fetched: Fetched,
  syncStatus: string | null = null,
): void => {
  account.updatedAtUs += VERSION_STEP_US;
  change(bank, account, fetched.status);
  if (fetched.status === 'AVAILABLE' || fetched.status === 'PARTIAL') account.lastSyncedUs = account.updatedAtUs;
  if (fetched.balance) account.toldBalanceMinor = account.balanceMinor;
  tell(bank, random, account, {
    provider: 'mono-nigeria',
    type: 'mono.events.account_updated',
    data: updatedData(account, fetched.balance, syncStatus),
    eventId: nigerianEventId(random),
  });
};
