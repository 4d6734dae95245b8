import { mandateFold } from '#accounts-domain';
import type { MandateView } from '#contracts';
import { flagColumn, moneyColumns, projection, textColumn } from '#event-store';

export const mandates = projection({
  fold: mandateFold,
  table: 'accounts.mandates',
  changeType: 'caudal.mandate.changed',
  columns: [
    ...moneyColumns<MandateView>(({ amount }) => amount),
    flagColumn('ready_to_debit'),
    textColumn('mandate_type'),
    textColumn('debit_type'),
    textColumn('reference'),
    textColumn('customer_id'),
  ],
});
