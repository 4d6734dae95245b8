import { z } from 'zod';
import { Topics, type TopicName } from './topics.js';
import { CardTransactionView } from './views/card-transaction.js';
import { CardView } from './views/card.js';
import { CollectionIntentView } from './views/collection-intent.js';
import { ConnectedAccountView } from './views/connected-account.js';
import { DirectDebitView } from './views/direct-debit.js';
import { LedgerAccountChange } from './views/ledger.js';
import { MandateView } from './views/mandate.js';
import { PayoutView } from './views/payout.js';
import { TransferBatchView, TransferView } from './views/transfer.js';

/** The headers of a change on a clean topic: CloudEvents 1.0 in Kafka's binary mode. */
export const CleanHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  'content-type': z.literal('application/json'),
  ce_id: z.string().meta({ description: 'The kind of entity, its key and the sequence: one a change' }),
  ce_source: z.string().meta({ description: 'The context that tells it', examples: ['/caudal/transfers'] }),
  ce_type: z.string().meta({ description: 'What has changed; the payload is the whole view of it as it is now' }),
  ce_subject: z.string().meta({ description: "The record's key: the scope of the entity's id, a slash, the id" }),
  ce_time: z.iso.datetime({ precision: 6 }).meta({ description: 'When Caudal learned of it' }),
  ce_sequence: z.string().regex(/^\d+$/).meta({
    description: 'Rises with every change of an entity; gaps are normal. The same sequence is the same bytes',
  }),
});
export type CleanHeaders = z.infer<typeof CleanHeaders>;

/** The one change that follows from no projection: an account is the sum of what was posted on it. */
export const LEDGER_ACCOUNT_CHANGED = 'caudal.ledger_account.changed';

/** A kind of change on a clean topic. */
export interface CleanEvent {
  readonly topic: TopicName;
  /** Its `ce_type`. */
  readonly type: string;
  readonly title: string;
  /** The whole payload. */
  readonly view: z.ZodType;
}

/** Every change that Caudal tells others of. The documents in `docs/events/` are made of this table: a line a view. */
export const CleanEvents: readonly CleanEvent[] = [
  { topic: Topics.cleanTransfers.name, type: 'caudal.transfer.changed', title: 'Transfer', view: TransferView },
  {
    topic: Topics.cleanTransfers.name,
    type: 'caudal.transfer_batch.changed',
    title: 'Transfer batch',
    view: TransferBatchView,
  },
  {
    topic: Topics.cleanTransfers.name,
    type: 'caudal.collection_intent.changed',
    title: 'Collection intent',
    view: CollectionIntentView,
  },
  { topic: Topics.cleanTransfers.name, type: 'caudal.payout.changed', title: 'Payout', view: PayoutView },
  {
    topic: Topics.cleanTransfers.name,
    type: 'caudal.direct_debit.changed',
    title: 'Direct debit',
    view: DirectDebitView,
  },
  { topic: Topics.cleanCards.name, type: 'caudal.card.changed', title: 'Card', view: CardView },
  {
    topic: Topics.cleanCards.name,
    type: 'caudal.card_transaction.changed',
    title: 'Card transaction',
    view: CardTransactionView,
  },
  {
    topic: Topics.cleanLedger.name,
    type: LEDGER_ACCOUNT_CHANGED,
    title: 'Ledger account',
    view: LedgerAccountChange,
  },
  {
    topic: Topics.cleanAccounts.name,
    type: 'caudal.connected_account.changed',
    title: 'Connected account',
    view: ConnectedAccountView,
  },
  { topic: Topics.cleanAccounts.name, type: 'caudal.mandate.changed', title: 'Mandate', view: MandateView },
];
