import type { TransferBatchView } from '#contracts';
import { projection } from '#event-store';
import { transferBatchFold } from '#transfers-domain';
import { moneyColumns, textColumn } from './columns.js';

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
