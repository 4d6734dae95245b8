import type { CollectionIntentView } from '#contracts';
import { moneyColumns, projection, textColumn } from '#event-store';
import { collectionIntentFold } from '#transfers-domain';

export const collectionIntents = projection({
  fold: collectionIntentFold,
  table: 'transfers.collection_intents',
  changeType: 'caudal.collection_intent.changed',
  columns: [
    ...moneyColumns<CollectionIntentView>(({ amount }) => amount),
    textColumn('account_id'),
    textColumn('collection_link_id'),
    textColumn('external_id'),
  ],
});
