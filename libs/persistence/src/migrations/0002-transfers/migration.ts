import { contextTables, projectionTable } from '../context-tables.js';
import type { MigrationSpec } from '../migration-spec.js';

const MONEY = ['amount numeric(38, 0)', 'currency text'];

/**
 * The transfers context: its log and the five projections of `mono.transfers.v1`. Amounts are `numeric`: Mono's are
 * int64, sums of them are not.
 */
export const transfers: MigrationSpec = {
  name: 'transfers1790000000002',
  up: [
    contextTables('transfers'),
    projectionTable('transfers.transfers', [
      'direction text not null',
      ...MONEY,
      'account_id text',
      'batch_id text',
      'external_id text',
      'rail text',
    ]),
    `create index on transfers.transfers (batch_id) where batch_id is not null;
     create index on transfers.transfers (external_id) where external_id is not null;
     create index on transfers.transfers (account_id, listed_at desc);`,
    projectionTable('transfers.transfer_batches', [...MONEY, 'account_id text', 'origin text']),
    projectionTable('transfers.collection_intents', [
      ...MONEY,
      'account_id text',
      'collection_link_id text',
      'external_id text',
    ]),
    projectionTable('transfers.payouts', [...MONEY, 'account_id text', 'external_id text', 'method text']),
    projectionTable('transfers.direct_debits', [
      'kind text not null',
      ...MONEY,
      'account_id text',
      'mandate_id text',
      'method text',
    ]),
  ].join('\n'),
};
