import { contextTables, projectionTable, underFaults } from '../context-tables.js';
import type { MigrationSpec } from '../migration-spec.js';

/** The cards context: its log, cards and card transactions (a chain of one authorisation and what followed it each). */
export const cards: MigrationSpec = {
  name: 'cards1790000000004',
  up: [
    contextTables('cards'),
    projectionTable('cards.cards', ['type text', 'account_id text', 'cardholder_id text']),
    projectionTable('cards.card_transactions', [
      'amount numeric(38, 0)',
      'currency text',
      'kind text',
      'card_id text',
      'account_id text',
    ]),
    `create index on cards.cards (account_id) where account_id is not null;
     create index on cards.card_transactions (card_id, listed_at desc) where card_id is not null;
     create index on cards.card_transactions (account_id, listed_at desc) where account_id is not null;
     -- A reversal or an adjustment can be asked for by its own id, and lives in the row of its chain. The index is made
     -- of the row itself, so that no second table can fall behind it; a chain without followers costs one shared entry.
     create index card_transactions_followers on cards.card_transactions
       using gin (jsonb_path_query_array(view::jsonb, '$.steps[*] ? (@.original_transaction_id != null).id'));`,
    underFaults('cards', ['cards', 'card_transactions']),
  ].join('\n'),
};
