import type { DirectDebitView } from '#contracts';
import { moneyColumns, projection, textColumn } from '#event-store';
import { directDebitFold } from '#transfers-domain';

export const directDebits = projection({
  fold: directDebitFold,
  table: 'transfers.direct_debits',
  changeType: 'caudal.direct_debit.changed',
  columns: [
    ...moneyColumns<DirectDebitView>(({ amount }) => amount),
    textColumn('kind'),
    textColumn('account_id'),
    textColumn('mandate_id'),
    textColumn('method'),
  ],
});
