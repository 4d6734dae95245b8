import { connectedAccountFold } from '#accounts-domain';
import type { ConnectedAccountView } from '#contracts';
import { flagColumn, projection, textColumn } from '#event-store';

export const connectedAccounts = projection({
  fold: connectedAccountFold,
  table: 'accounts.connected_accounts',
  changeType: 'caudal.connected_account.changed',
  columns: [
    textColumn('data_status'),
    flagColumn('linked'),
    flagColumn('reauthorisation_required'),
    { name: 'bank_code', type: 'text', of: ({ bank }: ConnectedAccountView) => bank?.code ?? null },
    textColumn('type'),
    textColumn('customer_id'),
    textColumn('reference'),
  ],
});
