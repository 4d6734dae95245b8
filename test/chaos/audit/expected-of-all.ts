import type { Book } from '../../../apps/simulator/src/bank/book-view.js';
import { told, type ExpectedRead } from './expected-reads.js';

/** The same as `expectedReads`, for the contexts beside transfers. */
export const expectedOfAll = (book: Book): Readonly<Record<string, readonly ExpectedRead[]>> => ({
  cards: told(book.cards).map(card),
  'card-transactions': told(book['card-transactions']).map(cardTransaction),
  'connected-accounts': told(book['connected-accounts']).map(connectedAccount),
  mandates: told(book.mandates).map(mandate),
  'ledger/accounts': book['ledger-accounts'].flatMap(({ id, balances }) =>
    // Where no movement led to, nobody can know of.
    balances.length > 0 ? [{ id, fields: { parked: undefined, balances } }] : [],
  ),
  'ledger/transactions': book['ledger-transactions'].map(({ id, origin, id_in_origin, reverts_id }) => ({
    id,
    fields: { origin: ALIAS[origin] ?? origin, id_in_origin, reverts_id, conflicted: false },
  })),
  'ledger/unrouted': book.unrouted.map((row) => ({
    id: row.id,
    fields: { parked: undefined, operation: row.operation, amount: money(row.amount, row.currency) },
  })),
});

/** A name of 2024 that some events still have (Mono Colombia, 4.6). */
const ALIAS: Readonly<Record<string, string>> = { card_authorization: 'card_transaction' };

const money = (amount: string | null, currency: string): object | null =>
  amount === null ? null : { amount, currency };

const card = (row: Book['cards'][number]): ExpectedRead => ({
  id: row.id,
  fields: {
    state: row.told_state,
    type: row.type,
    account_id: row.account_id,
    cardholder_id: row.cardholder_id,
    last_four: row.last_four,
    nickname: row.nickname,
    conflicted: false,
  },
});

const cardTransaction = (row: Book['card-transactions'][number]): ExpectedRead => {
  const of = (amount: string | null) => money(amount, row.currency);
  return {
    id: row.id,
    fields: {
      state: row.state,
      kind: row.kind,
      card_id: row.card_id,
      amount: of(row.amount),
      authorized: of(row.authorized),
      adjusted: of(row.adjusted),
      reversed: of(row.reversed),
      refunded: of(row.refunded),
      settled: of(row.settled),
      fee: of(row.fee),
      gmf: of(row.gmf),
      declination_reason: row.declination_reason,
      conflicted: false,
    },
  };
};

const connectedAccount = (row: Book['connected-accounts'][number]): ExpectedRead => ({
  id: row.id,
  fields: {
    data_status: row.data_status,
    linked: row.linked,
    reauthorisation_required: row.reauthorisation_required,
    name: row.name,
    bank: row.bank,
    balance: row.balance,
    bvn_last_four: row.bvn_last_four,
    last_synced_at: row.last_synced_at,
    conflicted: false,
  },
});

const mandate = (row: Book['mandates'][number]): ExpectedRead => ({
  id: row.id,
  fields: {
    state: row.state,
    ready_to_debit: row.ready_to_debit,
    amount: money(row.amount, row.currency),
    mandate_type: row.mandate_type,
    debit_type: row.debit_type,
    reference: row.reference,
    account_name: row.account_name,
    bank: row.bank,
    start_at: row.start_at,
    end_at: row.end_at,
    conflicted: false,
  },
});
