import type { MigrationSpec } from '../migration-spec.js';

const PROJECTIONS = [
  ...['transfers.transfers', 'transfers.transfer_batches', 'transfers.collection_intents'],
  ...['transfers.payouts', 'transfers.direct_debits', 'cards.cards', 'cards.card_transactions'],
  ...['accounts.connected_accounts', 'accounts.mandates', 'ledger.transactions', 'ledger.wallet_credits'],
  'ledger.card_accounts',
];

/** What the outboxes carry to a raw topic: the API may write them, and no fact of a provider's comes from us. */
const OUTBOXES = ['transfers', 'cards', 'ledger', 'accounts'].map(
  (schema) =>
    `alter table ${schema}.outbox add constraint outbox_own_types check
       (topic not like 'mono.%' or coalesce(headers ->> 'ce_type', '') like 'caudal.%');`,
);

/**
 * The list of conflicts finds the few rows that are in one, in its order, without reading the others. What a person
 * decides leaves by an outbox; `access.decisions` has the moment of the latest decision of each kind on each entity, also
 * of those that are not applied yet, so that the next one is later.
 */
export const conflicts: MigrationSpec = {
  name: 'conflicts1790000000008',
  up: [
    ...PROJECTIONS.map(
      (table) =>
        `create index ${table.split('.')[1] ?? ''}_conflicted on ${table} (listed_at desc, id desc) where conflicted;`,
    ),
    ...OUTBOXES,
    `create table access.decisions (
       context text not null,
       kind text not null,
       scope text not null,
       entity_id text collate "C" not null,
       type text not null,
       decided_at timestamptz not null,
       primary key (entity_id, kind, scope, context, type)
     );`,
  ].join('\n'),
};
