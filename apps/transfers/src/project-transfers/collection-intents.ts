import type { CollectionIntentView } from '#contracts';
import { projection } from '#event-store';
import { collectionIntentFold } from '#transfers-domain';
import { moneyColumns, textColumn } from './columns.js';

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
