import type { Bank } from './bank.js';
import { bookOfCards, bookOfCardTransactions, type BookCard, type BookCardTransaction } from './book-cards.js';
import {
  bookOfLedgerAccounts,
  bookOfLedgerTransactions,
  type BookLedgerAccount,
  type BookLedgerTransaction,
} from './book-ledger.js';
import {
  bookOfConnectedAccounts,
  bookOfMandates,
  type BookConnectedAccount,
  type BookMandate,
} from './book-nigeria.js';
import { rowOf, type BookRow } from './book-row.js';
import type { JsonObject } from './json.js';
import type { Payee } from './books.js';
import { isoMicros } from './time.js';

/** The books as others may read them: what a correct receiver must show. Amounts are minor units as digits. */
export interface Book {
  readonly transfers: readonly BookTransfer[];
  readonly batches: readonly BookRow[];
  readonly 'collection-intents': readonly BookRow[];
  readonly payouts: readonly BookRow[];
  readonly 'direct-debits': readonly BookDirectDebit[];
  readonly credits: readonly BookRow[];
  readonly accounts: readonly BookAccount[];
  readonly 'connected-accounts': readonly BookConnectedAccount[];
  readonly mandates: readonly BookMandate[];
  readonly cards: readonly BookCard[];
  readonly 'card-transactions': readonly BookCardTransaction[];
  readonly 'ledger-accounts': readonly BookLedgerAccount[];
  readonly 'ledger-transactions': readonly BookLedgerTransaction[];
  /** Those of them whose events lead to no account. */
  readonly unrouted: readonly BookLedgerTransaction[];
}

export type BookKind = keyof Book;

export interface BookTransfer extends BookRow {
  readonly batch_id: string;
  readonly external_id: string | null;
  readonly requested_rail: string;
  readonly rail: string;
  readonly fell_back: boolean;
  readonly declination_reason: string | null;
  readonly settled_at: string | null;
  readonly payee: JsonObject;
}

export interface BookDirectDebit extends BookRow {
  readonly kind: 'directpay' | 'mandate_debit';
  readonly fee: string | null;
  readonly message: string;
  readonly response_code: string | null;
}

export interface BookAccount {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly currency: string;
  readonly opening: string;
  readonly balance: string;
  readonly reserved: string;
  readonly entries: number;
}

const payeeView = (payee: Payee): JsonObject => ({
  name: payee.name,
  document_type: payee.documentType,
  document_number: payee.documentNumber,
  bank_account: { bank_code: payee.bankCode, type: payee.accountType, number: payee.accountNumber },
});

/** One reader a kind: the values of its map, and how one is shown. */
const VIEWS = {
  transfers: ({ books }: Bank): BookTransfer[] =>
    [...books.transfers.values()].map((transfer) => ({
      ...rowOf(transfer, transfer.amountMinor, transfer.currency, transfer.accountId),
      batch_id: transfer.batchId,
      external_id: transfer.entityId,
      requested_rail: transfer.requestedRail,
      rail: transfer.rail,
      fell_back: transfer.fellBack,
      declination_reason: transfer.declinationReason,
      settled_at: transfer.state === 'approved' ? isoMicros(transfer.updatedAtUs) : null,
      description: transfer.description,
      reference: transfer.reference,
      payee: payeeView(transfer.payee),
    })),
  batches: ({ books }: Bank): BookRow[] =>
    [...books.batches.values()].map((batch) => ({
      ...rowOf(batch, batch.totalMinor, batch.currency, batch.accountId),
      origin: batch.origin,
      transfer_ids: batch.transferIds,
    })),
  'collection-intents': ({ books }: Bank): BookRow[] =>
    [...books.intents.values()].map((intent) => ({
      ...rowOf(intent, intent.amountMinor, intent.currency, intent.accountId),
      collection_link_id: intent.linkId,
      external_id: intent.externalId,
      reference: intent.reference,
      payer: intent.payer,
      provider_message: intent.providerMessage,
    })),
  payouts: ({ books }: Bank): BookRow[] =>
    [...books.payouts.values()].map((payout) => ({
      ...rowOf(payout, payout.sourceMinor, payout.currency, payout.accountId),
      target_amount: payout.targetMinor.toString(),
      external_id: payout.externalId,
      method: payout.method,
      failure_reason: payout.stateReason,
    })),
  'direct-debits': ({ books }: Bank): BookDirectDebit[] =>
    [...books.directDebits.values()].map((payment) => ({
      ...rowOf(payment, payment.amountMinor, payment.currency, null),
      kind: payment.kind,
      fee: payment.feeMinor?.toString() ?? null,
      mandate_id: payment.mandateId,
      provider_ids: payment.providerIds,
      method: payment.method,
      message: payment.message,
      response_code: payment.responseCode,
      flagged: payment.flagged,
      held_settlement: payment.heldSettlement,
    })),
  credits: ({ books }: Bank): BookRow[] =>
    [...books.credits.values()].map((credit) => ({
      ...rowOf(credit, credit.amountMinor, credit.currency, credit.accountId),
      type: credit.kind,
      description: credit.description,
      payer: credit.payer,
    })),
  accounts: ({ books }: Bank): BookAccount[] =>
    [...books.accounts.values()].map((account) => ({
      id: account.id,
      kind: account.kind,
      name: account.name,
      currency: account.currency,
      opening: account.openingMinor.toString(),
      balance: account.balanceMinor.toString(),
      reserved: account.reservedMinor.toString(),
      entries: account.entries.length,
    })),
  'connected-accounts': bookOfConnectedAccounts,
  mandates: bookOfMandates,
  cards: bookOfCards,
  'card-transactions': bookOfCardTransactions,
  'ledger-accounts': bookOfLedgerAccounts,
  'ledger-transactions': bookOfLedgerTransactions,
  unrouted: (bank: Bank): BookLedgerTransaction[] => bookOfLedgerTransactions(bank).filter(({ routed }) => !routed),
} satisfies { readonly [Kind in BookKind]: (bank: Bank) => Book[Kind] };

/** A thing of any kind. */
export type BookItem = Book[BookKind][number];

export const BOOK_KINDS = Object.keys(VIEWS) as [BookKind, ...BookKind[]];

export const readBook = (bank: Bank, kind: BookKind): readonly BookItem[] => VIEWS[kind](bank);

export const bookOf = (bank: Bank): Book => ({
  transfers: VIEWS.transfers(bank),
  batches: VIEWS.batches(bank),
  'collection-intents': VIEWS['collection-intents'](bank),
  payouts: VIEWS.payouts(bank),
  'direct-debits': VIEWS['direct-debits'](bank),
  credits: VIEWS.credits(bank),
  accounts: VIEWS.accounts(bank),
  'connected-accounts': VIEWS['connected-accounts'](bank),
  mandates: VIEWS.mandates(bank),
  cards: VIEWS.cards(bank),
  'card-transactions': VIEWS['card-transactions'](bank),
  'ledger-accounts': VIEWS['ledger-accounts'](bank),
  'ledger-transactions': VIEWS['ledger-transactions'](bank),
  unrouted: VIEWS.unrouted(bank),
});
