import { z } from 'zod';
import { CollectionIntent, DirectDebit, pageOf, Payout, Transfer, TransferBatch } from '#contracts';
import type { EntityDescriptor } from './descriptor.js';
import { text } from './filters.js';

const transfers: EntityDescriptor = {
  path: 'transfers',
  kind: 'transfer',
  name: 'transfer',
  table: 'transfers.transfers',
  schema: Transfer,
  page: pageOf(Transfer, 'TransferPage'),
  filters: {
    direction: z.enum(['outgoing', 'incoming']).optional(),
    account_id: text,
    batch_id: text,
    rail: text,
    external_id: text,
  },
  links: ({ batch_id: batch }) =>
    typeof batch === 'string' ? { batch: `/v1/transfer-batches/${encodeURIComponent(batch)}` } : {},
};

// A batch's transfers are in its own scope: another provider may use the same batch id.
const TRANSFERS_OF_BATCH = `(
  select jsonb_build_object('total', coalesce(sum(s.count), 0),
                            'by_state', coalesce(jsonb_object_agg(s.state, s.count), '{}'))
  from (select coalesce(t.state, 'unknown') as state, count(*) as count
        from transfers.transfers t where t.batch_id = e.id and t.scope = e.scope group by 1) s)`;

const transferBatches: EntityDescriptor = {
  path: 'transfer-batches',
  kind: 'transfer_batch',
  name: 'transfer batch',
  table: 'transfers.transfer_batches',
  schema: TransferBatch,
  page: pageOf(TransferBatch, 'TransferBatchPage'),
  filters: { account_id: text, origin: text },
  computed: { transfers: TRANSFERS_OF_BATCH },
  links: ({ id }) => ({ transfers: `/v1/transfers?batch_id=${encodeURIComponent(id)}` }),
};

const collectionIntents: EntityDescriptor = {
  path: 'collection-intents',
  kind: 'collection_intent',
  name: 'collection intent',
  table: 'transfers.collection_intents',
  schema: CollectionIntent,
  page: pageOf(CollectionIntent, 'CollectionIntentPage'),
  filters: { account_id: text, collection_link_id: text, external_id: text },
};

const payouts: EntityDescriptor = {
  path: 'payouts',
  kind: 'payout',
  name: 'payout',
  table: 'transfers.payouts',
  schema: Payout,
  page: pageOf(Payout, 'PayoutPage'),
  filters: { account_id: text, external_id: text, method: text },
};

const directDebits: EntityDescriptor = {
  path: 'direct-debits',
  kind: 'direct_debit',
  name: 'direct debit',
  table: 'transfers.direct_debits',
  schema: DirectDebit,
  page: pageOf(DirectDebit, 'DirectDebitPage'),
  byReference: true,
  filters: {
    kind: z.enum(['directpay', 'mandate_debit']).optional(),
    account_id: text,
    mandate_id: text,
    method: text,
  },
};

/** Everything that can be read; a new entity is one more of these and its lines in the table of access rules. */
export const descriptors: readonly EntityDescriptor[] = [
  transfers,
  transferBatches,
  collectionIntents,
  payouts,
  directDebits,
];
