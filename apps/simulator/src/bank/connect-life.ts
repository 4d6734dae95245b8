import { err, ok, type Result } from '#kernel';
import { after, tell, type Bank } from './bank.js';
import { announceData, EVERYTHING } from './connect-account.js';
import { nigerianEventId } from './ids.js';
import type { JsonObject } from './json.js';
import type { ConnectedAccount } from './nigeria-books.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { SECOND_MS } from './time.js';
import { TENANT } from './wire-nigeria.js';

/**
 * Some of these events carry the time of their sending alone, others that of their data. Sending comes up to 2.5 s
 * after the fact, so things that happen to one account are kept further apart: their times then give one order.
 */
const APART_MS = 6 * SECOND_MS;

/** The bank asks its customer to log in anew: until then nothing is fetched. */
export const requireReauthorisation = (bank: Bank, id: string): Result<ConnectedAccount, Refusal> => {
  const found = settled(bank, id);
  if (!found.ok) return found;
  const account = found.value;
  if (account.reauthorisationRequired) return err(refusal(409, 'bad_state', 'It is required already'));
  account.reauthorisationRequired = true;
  account.quietUntilUs = later(bank, APART_MS);
  const failed = { status: 'FAILED', balance: false } as const;
  announceData(bank, chanceOfLife(bank, account), account, failed, 'REAUTHORISATION_REQUIRED');
  return ok(account);
};

/** The customer did: it is announced, and the data follows. */
export const reauthorise = (bank: Bank, id: string): Result<ConnectedAccount, Refusal> => {
  const found = settled(bank, id);
  if (!found.ok) return found;
  const account = found.value;
  if (!account.reauthorisationRequired) return err(refusal(409, 'bad_state', 'It was not required'));
  const random = chanceOfLife(bank, account);
  account.reauthorisationRequired = false;
  account.quietUntilUs = Infinity;
  announce(bank, random, account, 'mono.events.account_reauthorized', { account: { _id: account.id } });
  after(bank, random.int(2 * APART_MS, 5 * APART_MS), () => {
    account.quietUntilUs = later(bank, APART_MS);
    announceData(bank, random, account, EVERYTHING);
  });
  return ok(account);
};

/** The customer takes the permission back: the end. Mono's pages do not name this event (unconfirmed). */
export const unlinkAccount = (bank: Bank, id: string): Result<ConnectedAccount, Refusal> => {
  const found = settled(bank, id);
  if (!found.ok) return found;
  const account = found.value;
  account.linked = false;
  announce(bank, chanceOfLife(bank, account), account, 'mono.events.account_unlinked', { account: { id: account.id } });
  return ok(account);
};

/** An account of which nothing is on its way. */
const settled = (bank: Bank, id: string): Result<ConnectedAccount, Refusal> => {
  const account = bank.books.connectedAccounts.get(id);
  if (!account) return err(notFound('connected account', id));
  if (!account.linked) return err(refusal(409, 'bad_state', 'It was unlinked'));
  const quietSinceUs = bank.nowUs - account.updatedAtUs;
  const quiet = quietSinceUs >= later(bank, APART_MS) - bank.nowUs && bank.nowUs >= account.quietUntilUs;
  if (account.state === 'PROCESSING' || !quiet) return err(refusal(409, 'bad_state', 'Its last event is on its way'));
  return ok(account);
};

const later = (bank: Bank, delayMs: number): number => bank.nowUs + Math.ceil((delayMs * 1_000) / bank.scale);

const chanceOfLife = (bank: Bank, account: ConnectedAccount): Random =>
  bank.random.fork(`${account.id}-${String(account.told.length)}`);

const announce = (bank: Bank, random: Random, account: ConnectedAccount, type: string, data: JsonObject): void => {
  tell(bank, random, account, {
    provider: 'mono-nigeria',
    type,
    data: { ...data, ...TENANT },
    eventId: nigerianEventId(random),
  });
};
