import type { ConnectedAccountView, EntityFold, Finding, Folded, Own } from '#contracts';
import { assertNever, earliestInstant, known, latestInstant, told } from '#kernel';
import { undatedWith } from '../undated.js';
import { decodeAccountEvent, type AccountConnected, type AccountEvent, type AccountUpdated } from './events.js';

/** Mono Nigeria, 7.1. */
const DATA_STATUSES = new Set(['PROCESSING', 'AVAILABLE', 'PARTIAL', 'UNAVAILABLE', 'FAILED']);

type Account = Own<ConnectedAccountView>;

const UNKNOWN: Account = {
  state: null,
  final: false,
  created_at: null,
  updated_at: null,
  data_status: null,
  linked: true,
  reauthorisation_required: false,
  name: null,
  number: null,
  bank: null,
  type: null,
  balance: null,
  balance_as_of: null,
  bvn_last_four: null,
  customer_id: null,
  auth_method: null,
  reference: null,
  last_synced_at: null,
  undated_events: [],
};

/**
 * Bank accounts that people connected (Mono Nigeria), in the order of the account's own time of change and else of the
 * event's. The newest word counts, field by field, but for the balance, which only an update that retrieved it may
 * tell, and for the link, which only an unlinking ends and only a connection begins.
 */
export const connectedAccountFold: EntityFold<ConnectedAccountView, AccountEvent, null> = {
  kind: 'account',
  version: 1,
  compares: ['balance', 'sync_status'],
  decode: decodeAccountEvent,
  evolve: (before, event, find) => {
    checkDataStatus(event, find);
    const account = told(before?.own ?? UNKNOWN, event.facts as Partial<Account>);
    return folded(evolved({ ...account, ...timesOf(account, event) }, event));
  },
  fill: ({ own }, event) =>
    folded({ ...known(own, event.facts as Partial<Account>), ...timesOf(own, event), ...filledBalance(own, event) }),
};

const evolved = (account: Account, event: AccountEvent): Account => {
  switch (event.type) {
    case 'AccountConnected':
      return connected(account, event);
    case 'AccountUpdated':
      return updated(account, event);
    case 'ReauthorisationRequired':
      return { ...account, reauthorisation_required: true };
    case 'AccountReauthorised':
      return { ...account, reauthorisation_required: false };
    case 'AccountSynced':
      return { ...account, last_synced_at: latestInstant(account.last_synced_at, event.at) };
    case 'SyncFailed':
      return account;
    case 'AccountUnlinked':
      return { ...account, linked: false };
    default:
      return assertNever(event);
  }
};

/** A connection begins with its data under way. Told late, of an account that is linked, it says nothing of its data. */
const connected = (account: Account, { dataStatus }: AccountConnected): Account =>
  account.linked
    ? { ...account, data_status: account.data_status ?? dataStatus }
    : { ...account, linked: true, reauthorisation_required: false, data_status: dataStatus ?? account.data_status };

const updated = (account: Account, event: AccountUpdated): Account => ({
  ...account,
  data_status: event.dataStatus ?? account.data_status,
  reauthorisation_required:
    event.reauthorisation === null ? account.reauthorisation_required : event.reauthorisation === 'required',
  ...(event.balance && { balance: event.balance, balance_as_of: event.at }),
  last_synced_at: event.synced ? latestInstant(account.last_synced_at, event.at) : account.last_synced_at,
});

/** Another telling of a fact may have the balance that the first left out. */
const filledBalance = (account: Account, event: AccountEvent): Partial<Account> =>
  event.type === 'AccountUpdated' && event.balance && account.balance === null
    ? { balance: event.balance, balance_as_of: event.at }
    : {};

const timesOf = (account: Account, { eventId, at, createdAt }: AccountEvent): Partial<Account> => ({
  created_at: earliestInstant(account.created_at, createdAt),
  updated_at: latestInstant(account.updated_at, at),
  undated_events: undatedWith(account.undated_events, eventId, at),
});

const folded = (account: Account): Folded<ConnectedAccountView, null> => ({
  own: { ...account, state: account.linked ? account.data_status : 'unlinked', final: !account.linked },
  memo: null,
});

const checkDataStatus = (event: AccountEvent, find: (finding: Finding) => void): void => {
  const status = event.type === 'AccountConnected' || event.type === 'AccountUpdated' ? event.dataStatus : null;
  if (status === null || DATA_STATUSES.has(status)) return;
  find({ class: 'unknown_state', detail: `Data status ${status.slice(0, 64)} is not one that Mono documents` });
};
