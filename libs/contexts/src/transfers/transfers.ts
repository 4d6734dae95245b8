import type { TransferView } from '#contracts';
import { moneyColumns, projection, textColumn } from '#event-store';
import { transferFold } from '#transfers-domain';

export const transfers = projection({
  fold: transferFold,
  table: 'transfers.transfers',
  changeType: 'caudal.transfer.changed',
  columns: [
    ...moneyColumns<TransferView>(({ amount }) => amount),
    textColumn('direction'),
    textColumn('account_id'),
    textColumn('batch_id'),
    textColumn('external_id'),
    textColumn('rail'),
  ],
});
