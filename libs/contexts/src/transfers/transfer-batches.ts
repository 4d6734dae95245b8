import type { TransferBatchView } from '#contracts';
import { moneyColumns, projection, textColumn } from '#event-store';
import { transferBatchFold } from '#transfers-domain';

export const transferBatches = projection({
  fold: transferBatchFold,
  table: 'transfers.transfer_batches',
  changeType: 'caudal.transfer_batch.changed',
  columns: [
    ...moneyColumns<TransferBatchView>(({ total_amount }) => total_amount),
    textColumn('account_id'),
    textColumn('origin'),
  ],
});
