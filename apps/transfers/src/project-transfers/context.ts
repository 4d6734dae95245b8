import { Topics, type EntityKind } from '#contracts';
import type { Context, Projection } from '#event-store';
import { collectionIntents } from './collection-intents.js';
import { directDebits } from './direct-debits.js';
import { payouts } from './payouts.js';
import { transferBatches } from './transfer-batches.js';
import { transfers } from './transfers.js';

/**
 * What `mono.transfers.v1` becomes. A kind that is not here (Bre-B, disbursements, chat payments) is claimed and stored
 * under its entity all the same: its projection, once it is added here, folds the whole history.
 */
const projections: readonly Projection[] = [transfers, transferBatches, collectionIntents, payouts, directDebits];

export const transfersContext: Context = {
  consumer: 'transfers',
  schema: 'transfers',
  cleanTopic: Topics.cleanTransfers.name,
  projections: new Map<EntityKind, Projection>(projections.map((one) => [one.fold.kind, one])),
};
