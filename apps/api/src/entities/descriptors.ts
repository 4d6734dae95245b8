import { z } from 'zod';
import {
  CollectionIntent,
  ConnectedAccount,
  DirectDebit,
  LedgerTransaction,
  Mandate,
  pageOf,
  Payout,
  Transfer,
  TransferBatch,
} from '#contracts';
import { cards, cardTransactions } from './card-descriptors.js';
import type { EntityDescriptor } from './descriptor.js';
import { flag, text } from './filters.js';

const transfers: EntityDescriptor = {
  path: 'transfers',
  kind: 'transfer',
  name: 'transfer',
  context: 'transfers',
  table: 'transfers',
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

// A batch's transfers are in its own scope: another provider may use the same batch id. Ids are kept in the order of
// their bytes (collation "C"), references to them are not: compared as ids they would not find the index of references,
// and every batch of a page would read the whole table of transfers.
const TRANSFERS_OF_BATCH = `(
  select jsonb_build_object('total', coalesce(sum(s.count), 0),
                            'by_state', coalesce(jsonb_object_agg(s.state, s.count), '{}'))
  from (select coalesce(t.state, 'unknown') as state, count(*) as count
        from transfers.transfers t where t.batch_id = e.id collate "default" and t.scope = e.scope group by 1) s)`;

const transferBatches: EntityDescriptor = {
  path: 'transfer-batches',
  kind: 'transfer_batch',
  name: 'transfer batch',
  context: 'transfers',
  table: 'transfer_batches',
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
  context: 'transfers',
  table: 'collection_intents',
  schema: CollectionIntent,
  page: pageOf(CollectionIntent, 'CollectionIntentPage'),
  filters: { account_id: text, collection_link_id: text, external_id: text },
};

const payouts: EntityDescriptor = {
  path: 'payouts',
  kind: 'payout',
  name: 'payout',
  context: 'transfers',
  table: 'payouts',
  schema: Payout,
  page: pageOf(Payout, 'PayoutPage'),
  filters: { account_id: text, external_id: text, method: text },
};

const directDebits: EntityDescriptor = {
  path: 'direct-debits',
  kind: 'direct_debit',
  name: 'direct debit',
  context: 'transfers',
  table: 'direct_debits',
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

const ledgerTransactions: EntityDescriptor = {
  path: 'ledger/transactions',
  kind: 'ledger_transaction',
  name: 'ledger transaction',
  context: 'ledger',
  table: 'transactions',
  schema: LedgerTransaction,
  page: pageOf(LedgerTransaction, 'LedgerTransactionPage'),
  filters: { origin: text, id_in_origin: text },
};

const connectedAccounts: EntityDescriptor = {
  path: 'connected-accounts',
  kind: 'account',
  name: 'connected account',
  context: 'accounts',
  table: 'connected_accounts',
  schema: ConnectedAccount,
  page: pageOf(ConnectedAccount, 'ConnectedAccountPage'),
  filters: {
    data_status: text,
    linked: flag,
    reauthorisation_required: flag,
    bank_code: text,
    type: text,
    customer_id: text,
    reference: text,
  },
  links: ({ id }) => ({ direct_debits: `/v1/direct-debits?account_id=${encodeURIComponent(id)}` }),
};

const mandates: EntityDescriptor = {
  path: 'mandates',
  kind: 'mandate',
  name: 'mandate',
  context: 'accounts',
  table: 'mandates',
  schema: Mandate,
  page: pageOf(Mandate, 'MandatePage'),
  filters: { ready_to_debit: flag, mandate_type: text, debit_type: text, reference: text, customer_id: text },
  links: ({ id }) => ({ direct_debits: `/v1/direct-debits?mandate_id=${encodeURIComponent(id)}` }),
};

/** Everything that can be read; a new entity is one more of these and its lines in the table of access rules. */
export const descriptors: readonly EntityDescriptor[] = [
  transfers,
  transferBatches,
  collectionIntents,
  payouts,
  directDebits,
  ledgerTransactions,
  cards,
  cardTransactions,
  connectedAccounts,
  mandates,
];
