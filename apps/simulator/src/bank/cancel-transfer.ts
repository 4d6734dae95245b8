import { err, ok, type Result } from '#kernel';
import { change, tell, type Bank } from './bank.js';
import type { Transfer } from './books.js';
import { closeBatch } from './close-batch.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { transferData } from './wire-colombia.js';

/**
 * A person stops a transfer before it is sent. Mono's pages say that nothing is announced, yet a delivery
 * `bank_transfer_rejected` with the state `cancelled` and a free text exists: that one is sent here, since a
 * receiver must stand it.
 */
export const cancelTransfer = (bank: Bank, transferId: string): Result<Transfer, Refusal> => {
  const transfer = bank.books.transfers.get(transferId);
  const batch = transfer && bank.books.batches.get(transfer.batchId);
  if (!transfer || !batch) return err(notFound('transfer', transferId));
  if (transfer.state !== 'created') {
    return err(
      refusal(409, 'bad_state', `Only a transfer that was not sent can be cancelled; this one is ${transfer.state}`),
    );
  }
  transfer.declinationReason = 'Cancelada por una persona antes del envío';
  change(bank, transfer, 'cancelled', transfer.rail);
  closeBatch(bank, batch);
  tell(bank, bank.random.fork(`cancel-${transferId}`), transfer, {
    provider: 'mono-colombia',
    type: 'bank_transfer_rejected',
    data: transferData(transfer, batch),
  });
  return ok(transfer);
};
