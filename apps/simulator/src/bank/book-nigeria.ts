import type { Bank } from './bank.js';
import { rowOf, thingOf, type BookRow, type BookThing } from './book-row.js';
import { isoMillisInMicros } from './time.js';
import { ACCOUNT_TYPE } from './wire-nigeria.js';

/** Kobo as digits. An account behind a one-time payment is told of by its id alone: all else of it is null. */
export interface BookConnectedAccount extends BookThing {
  readonly data_status: string | null;
  readonly name: string | null;
  readonly number: string | null;
  readonly bank: { readonly name: string; readonly code: string } | null;
  readonly type: string | null;
  /** The last one that was told. */
  readonly balance: { readonly amount: string; readonly currency: string } | null;
  readonly bvn_last_four: string | null;
  readonly linked: boolean;
  readonly reauthorisation_required: boolean;
  readonly last_synced_at: string | null;
}

export interface BookMandate extends BookRow {
  readonly mandate_type: string;
  readonly debit_type: string;
  readonly reference: string;
  readonly approved: boolean;
  /** Whether the bank would take a debit now. */
  readonly ready_to_debit: boolean;
  /** The flag as it was told last: an action does not tell it. */
  readonly ready_flag: boolean;
  readonly account_name: string;
  readonly bank: { readonly name: string; readonly code: string | null };
  readonly start_at: string;
  readonly end_at: string;
}

export const bookOfConnectedAccounts = ({ books }: Bank): BookConnectedAccount[] => [
  ...[...books.connectedAccounts.values()].map((account) => ({
    ...thingOf(account, account.id),
    // Before the first data only the connection was told, which shows none of these.
    ...(account.state === 'PROCESSING'
      ? UNKNOWN
      : { name: account.name, number: account.number, bank: account.bank, type: ACCOUNT_TYPE }),
    state: account.linked ? account.state : 'unlinked',
    data_status: account.state,
    balance:
      account.toldBalanceMinor === null ? null : { amount: account.toldBalanceMinor.toString(), currency: 'NGN' },
    bvn_last_four: account.state === 'PROCESSING' ? null : account.number.slice(-4),
    linked: account.linked,
    reauthorisation_required: account.reauthorisationRequired,
    last_synced_at: account.lastSyncedUs === null ? null : isoMillisInMicros(account.lastSyncedUs),
  })),
  ...[...books.payerAccounts.values()].map((payer) => ({
    ...thingOf(payer, payer.id),
    ...UNKNOWN,
    data_status: null,
    balance: null,
    bvn_last_four: null,
    linked: true,
    reauthorisation_required: false,
    last_synced_at: null,
  })),
];

const UNKNOWN = { name: null, number: null, bank: null, type: null };

export const bookOfMandates = ({ books }: Bank): BookMandate[] =>
  [...books.mandates.values()]
    .filter(({ told }) => told.length > 0)
    .map((mandate) => ({
      ...rowOf(mandate, mandate.amountMinor, 'NGN', null),
      mandate_type: mandate.mandateType,
      debit_type: mandate.debitType,
      reference: mandate.reference,
      approved: mandate.approved,
      ready_to_debit: mandate.state === 'approved' && mandate.readyToDebit,
      ready_flag: mandate.readyToDebit,
      account_name: mandate.payer.name,
      // Only the event of an expiry tells the code.
      bank: { name: mandate.payer.bank.name, code: mandate.state === 'expired' ? mandate.payer.bank.code : null },
      start_at: isoMillisInMicros(mandate.startUs),
      end_at: isoMillisInMicros(mandate.endUs),
    }));
