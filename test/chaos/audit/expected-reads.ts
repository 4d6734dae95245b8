import type { BookRow, BookThing } from '../../../apps/simulator/src/bank/book-row.js';
import type { Book } from '../../../apps/simulator/src/bank/book-view.js';

/** One thing of the books, and the fields that a read of it must show. */
export interface ExpectedRead {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** By the path of their list under `/v1`: what a receiver that heard everything once must show, and nothing else. */
export const expectedReads = (book: Book): Readonly<Record<string, readonly ExpectedRead[]>> => ({
  transfers: [...told(book.transfers).map(transfer), ...told(book.credits).map(credit)],
  'transfer-batches': told(book.batches).map(({ id }) => ({ id, fields: {} })),
  'collection-intents': told(book['collection-intents']).map((row) => ({
    id: row.id,
    fields: { state: row.told_state, amount: amountOf(row), discrepancies: [] },
  })),
  payouts: told(book.payouts).map((row) => ({
    id: row.id,
    fields: { state: row.told_state, amount: amountOf(row), failure_reason: row.failure_reason },
  })),
  'direct-debits': told(book['direct-debits']).map((row) => ({
    id: row.id,
    fields: { kind: row.kind, state: row.told_state, amount: amountOf(row), discrepancies: [] },
  })),
});

/** A thing of which nothing was told nobody can know. */
export const told = <Row extends BookThing>(rows: readonly Row[]): Row[] => rows.filter((row) => row.told.length > 0);

const amountOf = ({ amount, currency }: BookRow): object => ({ amount, currency });

const transfer = (row: Book['transfers'][number]): ExpectedRead => ({
  id: row.id,
  fields: {
    state: row.told_state,
    amount: amountOf(row),
    account_id: row.account_id,
    batch_id: row.batch_id,
    external_id: row.external_id,
    rail: row.rail,
    requested_rail: row.requested_rail,
    fell_back: row.fell_back,
    declination_reason: row.declination_reason,
    settled_at: row.settled_at,
    discrepancies: [],
    conflicted: false,
  },
});

const credit = (row: BookRow): ExpectedRead => ({
  id: row.id,
  fields: { direction: 'incoming', state: 'credited', final: true, amount: amountOf(row) },
});
