import { Consumers, Topics } from '#contracts';
import { contextOf } from '#event-store';
import { collectionIntents } from './collection-intents.js';
import { directDebits } from './direct-debits.js';
import { payouts } from './payouts.js';
import { transferBatches } from './transfer-batches.js';
import { transfers } from './transfers.js';

/**
 * What `mono.transfers.v1` becomes. A kind that is not here (Bre-B, disbursements, chat payments) is claimed and stored
 * under its entity all the same: its projection, once it is added here, folds the whole history.
 */
export const transfersContext = contextOf(Consumers.transfers, Topics.cleanTransfers.name, [
  transfers,
  transferBatches,
  collectionIntents,
  payouts,
  directDebits,
]);
