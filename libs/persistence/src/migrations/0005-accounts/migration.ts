import { contextTables, projectionTable, underFaults } from '../context-tables.js';
import type { MigrationSpec } from '../migration-spec.js';

/**
 * The accounts context: its log, the bank accounts that people connected and the mandates they gave (Mono Nigeria).
 * Identity checks, watchlist screenings, virtual and source accounts are kept in the log without a projection. Columns
 * hold no number of an account or a person.
 */
export const accounts: MigrationSpec = {
  name: 'accounts1790000000005',
  up: [
    contextTables('accounts'),
    projectionTable('accounts.connected_accounts', [
      'data_status text',
      'linked boolean not null',
      'reauthorisation_required boolean not null',
      'bank_code text',
      'type text',
      'customer_id text',
      'reference text',
    ]),
    `create index on accounts.connected_accounts (customer_id) where customer_id is not null;
     create index on accounts.connected_accounts (reference) where reference is not null;`,
    projectionTable('accounts.mandates', [
      'amount numeric(38, 0)',
      'currency text',
      'ready_to_debit boolean not null',
      'mandate_type text',
      'debit_type text',
      'reference text',
      'customer_id text',
    ]),
    `create index on accounts.mandates (customer_id) where customer_id is not null;
     create index on accounts.mandates (reference) where reference is not null;`,
    underFaults('accounts', ['connected_accounts', 'mandates']),
  ].join('\n'),
};
