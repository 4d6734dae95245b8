import type { Bank, JsonObject } from './bank.js';
import type { Entity, Payee } from './books.js';
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
  readonly 'connected-accounts': readonly BookRow[];
}

export type BookKind = keyof Book;

export interface BookRow {
  readonly id: string;
  /** The last state, in the provider's words. */
  readonly state: string;
  readonly amount: string;
  readonly currency: string;
  readonly account_id: string | null;
  readonly inserted_at: string;
  readonly updated_at: string;
  readonly history: readonly { readonly state: string; readonly rail: string | null; readonly at: string }[];
  /** The webhooks that were announced, in the bank's order. A thing of which nothing was told nobody can know. */
  readonly told: readonly { readonly type: string; readonly state: string | null; readonly at: string }[];
  /** The state of the last webhook: what a receiver shows where Mono has no event for the true one. */
  readonly told_state: string | null;
  readonly [field: string]: unknown;
}

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

const rowOf = (entity: Entity, amount: bigint, currency: string, accountId: string | null): BookRow => ({
  id: entity.id,
  state: entity.state,
  amount: amount.toString(),
  currency,
  account_id: accountId,
  inserted_at: isoMicros(entity.insertedAtUs),
  updated_at: isoMicros(entity.updatedAtUs),
  history: entity.history.map(({ state, rail, atUs }) => ({ state, rail, at: isoMicros(atUs) })),
  told: entity.told.map(({ type, state, atUs }) => ({ type, state, at: isoMicros(atUs) })),
  told_state: entity.told.at(-1)?.state ?? null,
});

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
  'connected-accounts': ({ books }: Bank): BookRow[] =>
    [...books.connectedAccounts.values()].map((account) => ({
      ...rowOf(account, account.balanceMinor, 'NGN', account.id),
      number: account.number,
      bank: account.bank,
    })),
} satisfies { readonly [Kind in BookKind]: (bank: Bank) => Book[Kind] };

export const BOOK_KINDS = Object.keys(VIEWS) as [BookKind, ...BookKind[]];

export const readBook = (bank: Bank, kind: BookKind): readonly (BookRow | BookAccount)[] => VIEWS[kind](bank);

export const bookOf = (bank: Bank): Book => ({
  transfers: VIEWS.transfers(bank),
  batches: VIEWS.batches(bank),
  'collection-intents': VIEWS['collection-intents'](bank),
  payouts: VIEWS.payouts(bank),
  'direct-debits': VIEWS['direct-debits'](bank),
  credits: VIEWS.credits(bank),
  accounts: VIEWS.accounts(bank),
  'connected-accounts': VIEWS['connected-accounts'](bank),
});
