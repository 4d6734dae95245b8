import type { TransferView } from '#contracts';
import { projection } from '#event-store';
import { transferFold } from '#transfers-domain';
import { moneyColumns, textColumn } from './columns.js';

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
