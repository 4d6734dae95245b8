import {
  AccountConnectedData,
  AccountJobData,
  AccountNoticeData,
  AccountUpdatedData,
  moneyView,
  type ConnectedAccountView,
  type FoldableEvent,
  type MoneyView,
  type StoredEvent,
  whatIsWrong,
} from '#contracts';
import { err, ok, type Instant, type Result, joined } from '#kernel';
import { lastFour, masked } from '../mask.js';
import { BEFORE_ALL } from '../undated.js';

/** What is told of an account whatever happened to it; null where nothing is. */
export type AccountFacts = Pick<
  ConnectedAccountView,
  'name' | 'number' | 'bank' | 'type' | 'bvn_last_four' | 'customer_id' | 'auth_method' | 'reference'
>;

interface Common extends FoldableEvent {
  readonly eventId: string;
  /** When it happened, by the account's own time of change or else by the event's; null where neither is told. */
  readonly at: Instant | null;
  readonly createdAt: Instant | null;
  readonly facts: AccountFacts;
}

export interface AccountConnected extends Common {
  readonly type: 'AccountConnected';
  readonly dataStatus: string | null;
}

/** Data of the account was looked for; what of it was found stands in the data status. */
export interface AccountUpdated extends Common {
  readonly type: 'AccountUpdated';
  readonly dataStatus: string | null;
  /** The balance, if it was retrieved: one that only stands there may be an old one. */
  readonly balance: MoneyView | null;
  readonly reauthorisation: 'required' | 'given' | null;
  /** Whether something was retrieved: as the sync's own status says, or else that of the data. */
  readonly synced: boolean;
  /** The status of the sync is told. */
  readonly saysSync: boolean;
}

export interface AccountNoticed extends Common {
  readonly type: 'ReauthorisationRequired' | 'AccountReauthorised' | 'AccountSynced' | 'SyncFailed' | 'AccountUnlinked';
}

export type AccountEvent = AccountConnected | AccountUpdated | AccountNoticed;

type Decoded = Result<AccountEvent | null, string>;

/** Either letter is accepted in `reauthorised` and in `reauthorisation` (Mono Nigeria, 5). */
const NOTICES: Readonly<Record<string, AccountNoticed['type']>> = {
  'mono.events.reauthorisation_required': 'ReauthorisationRequired',
  'mono.events.reauthorization_required': 'ReauthorisationRequired',
  'mono.events.account_reauthorized': 'AccountReauthorised',
  'mono.events.account_reauthorised': 'AccountReauthorised',
  'mono.events.account_synced': 'AccountSynced',
  'mono.events.sync_failed': 'SyncFailed',
  'mono.events.account_unlinked': 'AccountUnlinked',
};

const NO_FACTS: AccountFacts = {
  name: null,
  number: null,
  bank: null,
  type: null,
  bvn_last_four: null,
  customer_id: null,
  auth_method: null,
  reference: null,
};

export const decodeAccountEvent = (stored: StoredEvent): Decoded => {
  if (stored.type === 'mono.events.account_connected') return decodeConnected(stored);
  if (stored.type === 'mono.events.account_updated') return decodeUpdated(stored);
  if (stored.type === 'mono.accounts.jobs.update') return decodeJob(stored);
  const notice = Object.hasOwn(NOTICES, stored.type) ? NOTICES[stored.type] : undefined;
  if (notice) return decodeNotice(stored, notice);
  // Income, credit-worthiness and enrichment are answers about a person: kept in the log, and in no view.
  return ok(null);
};

const decodeConnected = (stored: StoredEvent): Decoded => {
  const parsed = AccountConnectedData.safeParse(stored.data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const { customer, meta } = parsed.data;
  return ok({
    ...timeless(stored, 'AccountConnected'),
    type: 'AccountConnected',
    createdAt: stored.occurredAt,
    dataStatus: meta?.data_status ?? null,
    facts: { ...NO_FACTS, customer_id: customer, auth_method: meta?.auth_method ?? null, reference: meta?.ref ?? null },
  });
};

const decodeUpdated = (stored: StoredEvent): Decoded => {
  const parsed = AccountUpdatedData.safeParse(stored.data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const { account, meta } = parsed.data;
  const at = account?.updated_at ?? stored.occurredAt;
  const dataStatus = meta?.data_status ?? null;
  const sync = meta?.sync_status?.toUpperCase() ?? null;
  const retrieved = meta?.retrieved_data?.map((part) => part?.toLowerCase());
  const withBalance = retrieved ? retrieved.includes('balance') : dataStatus === null || dataStatus === 'AVAILABLE';
  const balance =
    withBalance && typeof account?.balance === 'bigint' ? moneyView(account.balance, account.currency ?? 'NGN') : null;
  return ok({
    type: 'AccountUpdated',
    eventId: stored.eventId,
    at,
    createdAt: account?.created_at ?? null,
    place: placeAt('AccountUpdated', at, stored.occurredAt),
    // Of two updates that tell no time nobody knows whether they are one: each is a fact of its own.
    fact: joined(stored.entityId, 'AccountUpdated', at ?? stored.eventId, dataStatus, meta?.job_id),
    moment: at ?? undefined,
    compared: [balance && `${balance.amount} ${balance.currency}`, sync],
    dataStatus,
    balance,
    reauthorisation: reauthorisationOf(sync),
    saysSync: sync !== null,
    synced: sync === null || sync === 'SUCCESSFUL' ? dataStatus === 'AVAILABLE' || dataStatus === 'PARTIAL' : false,
    facts: {
      name: account?.name ?? null,
      number: masked(account?.accountNumber ?? account?.account_number ?? null),
      bank: account?.institution
        ? { name: account.institution.name, code: account.institution.bankCode ?? account.institution.bank_code }
        : null,
      type: account?.type ?? null,
      bvn_last_four: lastFour(account?.bvn ?? null),
      customer_id: null,
      auth_method: meta?.auth_method ?? null,
      reference: meta?.ref ?? null,
    },
  });
};

/** An update follows each job and says what came of it; only the list of changes has jobs ask for the owner (7.1). */
const decodeJob = (stored: StoredEvent): Decoded => {
  const parsed = AccountJobData.safeParse(stored.data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const { id, status } = parsed.data;
  if (reauthorisationOf(status?.toUpperCase() ?? null) !== 'required') return ok(null);
  const common = timeless(stored, 'ReauthorisationRequired');
  // What came of a job may be told again, at another time.
  const fact = joined(stored.entityId, 'job', id, status);
  return ok({ ...common, type: 'ReauthorisationRequired', fact, moment: undefined });
};

const decodeNotice = (stored: StoredEvent, type: AccountNoticed['type']): Decoded => {
  const parsed = AccountNoticeData.safeParse(stored.data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  return ok({ ...timeless(stored, type), type });
};

/** An event whose object tells no time of change: its own time is all there is. */
const timeless = (stored: StoredEvent, type: Exclude<AccountEvent['type'], 'AccountUpdated'>): Common => ({
  eventId: stored.eventId,
  at: stored.occurredAt,
  createdAt: null,
  place: placeAt(type, stored.occurredAt, stored.occurredAt),
  fact: joined(stored.entityId, type, stored.occurredAt),
  moment: stored.occurredAt ?? undefined,
  compared: [],
  facts: NO_FACTS,
});

/**
 * An event without any time speaks only where no other does, so it stands before all that have one. An unlinking is the
 * exception: an account that is shown as linked and is not would be the worse mistake, so it stands behind them.
 */
const AFTER_ALL = '~';

const placeAt = (type: AccountEvent['type'], at: Instant | null, occurredAt: Instant | null): string =>
  joined(at ?? (type === 'AccountUnlinked' ? AFTER_ALL : BEFORE_ALL), occurredAt ?? BEFORE_ALL, RANK[type]);

/** Among events of one moment, or of none: the life of a connection from its beginning to its end. */
const RANK: Readonly<Record<AccountEvent['type'], string>> = {
  AccountConnected: '0',
  AccountUpdated: '1',
  SyncFailed: '2',
  AccountSynced: '3',
  ReauthorisationRequired: '4',
  AccountReauthorised: '5',
  AccountUnlinked: '6',
};

const reauthorisationOf = (sync: string | null): AccountUpdated['reauthorisation'] => {
  if (sync === 'REAUTHORISATION_REQUIRED' || sync === 'REAUTHORIZATION_REQUIRED') return 'required';
  return sync === 'SUCCESSFUL' ? 'given' : null;
};
