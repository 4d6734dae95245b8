import { z } from 'zod';
import { CardTransactionStep, CardTransactionView } from './card-transaction.js';
import { CardView } from './card.js';
import { CollectionIntentView } from './collection-intent.js';
import { EntityEvent, ReadFields } from './common.js';
import { ConnectedAccountView } from './connected-account.js';
import { DirectDebitView } from './direct-debit.js';
import { MandateView } from './mandate.js';
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
export const Card = CardView.extend(ReadFields.shape).meta({ id: 'Card' });
export const CardTransaction = CardTransactionView.extend(ReadFields.shape)
  .extend({
    posted_by: z.array(z.string()).meta({ description: 'Ledger transactions that moved the money; found when read' }),
  })
  .meta({ id: 'CardTransaction' });

/** Why a card transaction was declined, or that it was not. */
export const CardTransactionExplanation = z
  .object({
    declined: z.boolean(),
    reason: z.string().nullable().meta({ description: "The provider's word, or its sentence as it came: open" }),
    reason_class: z.string().nullable().meta({ description: 'Ours: what kind of obstacle it was' }),
    reason_text: z.string().nullable().meta({ description: 'The reason in plain words' }),
    controls: z
      .union([z.literal('unknown'), z.array(z.unknown())])
      .meta({ description: 'Spending controls in force then; unknown until they are managed here' }),
    balance_at: z
      .object({ available: z.string(), pending: z.string(), as_of: z.string() })
      .nullable()
      .meta({ description: 'The balance of the account at that instant; null where it is not known' }),
    steps: z.array(CardTransactionStep),
  })
  .meta({ id: 'CardTransactionExplanation' });
export type CardTransactionExplanation = z.infer<typeof CardTransactionExplanation>;
export const ConnectedAccount = ConnectedAccountView.extend(ReadFields.shape).meta({ id: 'ConnectedAccount' });
export const Mandate = MandateView.extend(ReadFields.shape).meta({ id: 'Mandate' });

/** One page of a list: `next_cursor` is null on the last. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() }).meta({ id });

export const EntityEventPage = pageOf(EntityEvent, 'EntityEventPage');
