import { change, type Bank } from './bank.js';
import type { Batch } from './books.js';

const FINAL = new Set(['approved', 'declined', 'cancelled', 'duplicated']);

/** When every transfer is final the batch is, too. Mono has no event for it: only the books (and REST) know. */
export const closeBatch = (bank: Bank, batch: Batch): void => {
  const states = batch.transferIds.flatMap((id) => bank.books.transfers.get(id)?.state ?? []);
  if (!states.every((state) => FINAL.has(state))) return;
  const distinct = new Set(states.filter((state) => state !== 'duplicated'));
  const [only] = distinct;
  const outcome = distinct.size === 1 && only !== undefined ? only : 'declined';
  const next = distinct.has('approved') && distinct.size > 1 ? 'partially_approved' : outcome;
  if (next !== batch.state) change(bank, batch, next);
};
