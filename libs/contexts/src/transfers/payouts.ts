import type { PayoutView } from '#contracts';
import { moneyColumns, projection, textColumn } from '#event-store';
import { payoutFold } from '#transfers-domain';

export const payouts = projection({
  fold: payoutFold,
  table: 'transfers.payouts',
  changeType: 'caudal.payout.changed',
  columns: [
    ...moneyColumns<PayoutView>(({ amount }) => amount),
    textColumn('account_id'),
    textColumn('external_id'),
    textColumn('method'),
  ],
});
