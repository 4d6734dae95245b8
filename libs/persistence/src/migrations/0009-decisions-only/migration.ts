import type { MigrationSpec } from '../migration-spec.js';

/**
 * The API puts a person's decision into an outbox, for a raw topic, and nothing else: a view of its making on a clean
 * topic would be believed by every subscriber, and by the ledger, which learns from `caudal.cards.v1` on which account a
 * card's money is booked. The names of roles are this server's; who owns the table is not bound.
 */
const policies = (schema: string): string =>
  `alter table ${schema}.outbox enable row level security;
   create policy decisions_only on ${schema}.outbox
     using (current_user <> 'caudal_api') with check (current_user <> 'caudal_api' or topic like 'mono.%');`;

export const decisionsOnly: MigrationSpec = {
  name: 'decisionsOnly1790000000009',
  up: ['transfers', 'cards', 'ledger', 'accounts'].map(policies).join('\n'),
};
