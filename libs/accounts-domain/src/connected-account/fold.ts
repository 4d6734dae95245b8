import type { ConnectedAccountView, EntityFold, Finding, Folded, Own } from '#contracts';
import { assertNever, earliestInstant, known, latestInstant, told } from '#kernel';
import { BEFORE_ALL, undatedWith } from '../undated.js';
import { decodeAccountEvent, type AccountConnected, type AccountEvent, type AccountUpdated } from './events.js';
import { lastSyncOf, withSync, withSyncTold, type AccountMemo } from './syncs.js';

/** Mono Nigeria, 7.1. */
const DATA_STATUSES = new Set(['PROCESSING', 'AVAILABLE', 'PARTIAL', 'UNAVAILABLE', 'FAILED']);

type Account = Own<ConnectedAccountView>;
type AccountFolded = Folded<ConnectedAccountView, AccountMemo>;

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
export const connectedAccountFold: EntityFold<ConnectedAccountView, AccountEvent, AccountMemo> = {
  kind: 'account',
  version: 2,
  compares: ['balance', 'sync_status'],
  decode: decodeAccountEvent,
  evolve: (before, event, find) => {
    checkDataStatus(event, find);
    const account = told(before?.own ?? UNKNOWN, event.facts as Partial<Account>);
    const memo = withSync(before?.memo, account.last_synced_at, event);
    return folded(evolved({ ...account, ...timesOf(account, event) }, event), memo);
  },
  fill: ({ own, memo }, event) => {
    const account: Account = { ...known(own, event.facts as Partial<Account>), ...timesOf(own, event) };
    return event.type === 'AccountUpdated' ? retold(account, memo, event) : folded(account, memo);
  },
};

/** Another telling of an update may have what the first left out: it is as new as the update that it tells. */
const retold = (account: Account, memo: AccountMemo, event: AccountUpdated): AccountFolded => {
  const balanced = isNewer(event, account) ? { ...account, ...balanceOf(event) } : account;
  const said = withSyncTold(memo, event);
  return said ? folded({ ...balanced, ...reauthorisationOf(event) }, said) : folded(balanced, memo);
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
  ...reauthorisationOf(event),
  ...balanceOf(event),
});

const balanceOf = ({ balance, at }: AccountUpdated): Partial<Account> =>
  balance === null ? {} : { balance, balance_as_of: at };

const reauthorisationOf = ({ reauthorisation }: AccountUpdated): Partial<Account> =>
  reauthorisation === null ? {} : { reauthorisation_required: reauthorisation === 'required' };

/** Than the balance that is known, if any. */
const isNewer = ({ at }: AccountUpdated, { balance, balance_as_of: asOf }: Account): boolean =>
  balance === null || (asOf ?? BEFORE_ALL) < (at ?? BEFORE_ALL);

const timesOf = (account: Account, { eventId, at, createdAt }: AccountEvent): Partial<Account> => ({
  created_at: earliestInstant(account.created_at, createdAt),
  updated_at: latestInstant(account.updated_at, at),
  undated_events: undatedWith(account.undated_events, eventId, at),
});

const folded = (account: Account, memo: AccountMemo): AccountFolded => ({
  own: {
    ...account,
    state: account.linked ? account.data_status : 'unlinked',
    final: !account.linked,
    last_synced_at: lastSyncOf(memo),
  },
  memo,
});

const checkDataStatus = (event: AccountEvent, find: (finding: Finding) => void): void => {
  const status = event.type === 'AccountConnected' || event.type === 'AccountUpdated' ? event.dataStatus : null;
  if (status === null || DATA_STATUSES.has(status)) return;
  find({ class: 'unknown_state', detail: `Data status ${status.slice(0, 64)} is not one that Mono documents` });
};
