import { z } from 'zod';
import { CollectionIntentView } from './collection-intent.js';
import { EntityEvent, ReadFields } from './common.js';
import { DirectDebitView } from './direct-debit.js';
import { PayoutView } from './payout.js';
import { TransferBatchView, TransferView } from './transfer.js';

export const Transfer = TransferView.extend(ReadFields.shape).meta({ id: 'Transfer' });
export const TransferBatch = TransferBatchView.extend(ReadFields.shape)
  .extend({
    transfers: z
      .object({ total: z.int(), by_state: z.record(z.string(), z.int()) })
      .meta({ description: 'Computed when read' }),
  })
  .meta({ id: 'TransferBatch' });
export const CollectionIntent = CollectionIntentView.extend(ReadFields.shape).meta({ id: 'CollectionIntent' });
export const Payout = PayoutView.extend(ReadFields.shape).meta({ id: 'Payout' });
export const DirectDebit = DirectDebitView.extend(ReadFields.shape).meta({ id: 'DirectDebit' });

/** One page of a list: `next_cursor` is null on the last. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() }).meta({ id });

export const EntityEventPage = pageOf(EntityEvent, 'EntityEventPage');
