import type { Scope } from '#contracts';

/** What a route asks of who calls it. */
export type AccessRule = Scope | 'open';

/**
 * Every route of the API and what it asks: one table, so that a review sees at a glance who may read what. A route
 * that is not in it answers nobody, and fails a test.
 */
export const accessRules: Readonly<Record<string, AccessRule>> = {
  '/health/live': 'open',
  '/health/ready': 'open',
  '/metrics': 'open',
  '/openapi.json': 'open',
  '/docs': 'open',

  '/v1/transfers': 'transfers:read',
  '/v1/transfers/:id': 'transfers:read',
  '/v1/transfers/:id/events': 'transfers:read',
  '/v1/transfer-batches': 'transfers:read',
  '/v1/transfer-batches/:id': 'transfers:read',
  '/v1/transfer-batches/:id/events': 'transfers:read',
  '/v1/collection-intents': 'collections:read',
  '/v1/collection-intents/:id': 'collections:read',
  '/v1/collection-intents/:id/events': 'collections:read',
  '/v1/payouts': 'payouts:read',
  '/v1/payouts/:id': 'payouts:read',
  '/v1/payouts/:id/events': 'payouts:read',
  '/v1/direct-debits': 'direct-debits:read',
  '/v1/direct-debits/:id': 'direct-debits:read',
  '/v1/direct-debits/:id/events': 'direct-debits:read',
  '/v1/cards': 'cards:read',
  '/v1/cards/:id': 'cards:read',
  '/v1/cards/:id/events': 'cards:read',
  '/v1/cards/:id/transactions': 'cards:read',
  '/v1/card-transactions': 'cards:read',
  '/v1/card-transactions/:id': 'cards:read',
  '/v1/card-transactions/:id/events': 'cards:read',
  '/v1/card-transactions/:id/explanation': 'cards:read',

  '/v1/ledger/transactions': 'ledger:read',
  '/v1/ledger/transactions/:id': 'ledger:read',
  '/v1/ledger/transactions/:id/events': 'ledger:read',
  '/v1/ledger/accounts': 'ledger:read',
  '/v1/ledger/accounts/:id': 'ledger:read',
  '/v1/ledger/accounts/:id/balances': 'ledger:read',
  '/v1/ledger/accounts/:id/entries': 'ledger:read',
  '/v1/ledger/accounts/:id/holds': 'ledger:read',
  '/v1/ledger/accounts/:id/settlements': 'ledger:read',
  '/v1/ledger/unrouted': 'ledger:read',
  '/v1/ledger/unrouted/:id/route': 'ledger:route',
  '/v1/bank-accounts': 'ledger:read',
  '/v1/bank-accounts/:id': 'ledger:read',
  '/v1/bank-accounts/:id/balances': 'ledger:read',
  '/v1/bank-accounts/:id/entries': 'ledger:read',
  '/v1/connected-accounts': 'accounts:read',
  '/v1/connected-accounts/:id': 'accounts:read',
  '/v1/connected-accounts/:id/events': 'accounts:read',
  '/v1/mandates': 'mandates:read',
  '/v1/mandates/:id': 'mandates:read',
  '/v1/mandates/:id/events': 'mandates:read',

  '/v1/deliveries': 'deliveries:read',
  '/v1/deliveries/:id': 'deliveries:read',
  '/v1/deliveries/:id/raw': 'deliveries:raw',
  '/v1/deliveries/:id/reverify': 'deliveries:reverify',
  '/v1/deliveries/:id/redeliver': 'deliveries:redeliver',

  '/v1/parked': 'parked:read',
  '/v1/parked/:id': 'parked:read',
  '/v1/parked/:id/release': 'parked:release',
  '/v1/conflicts': 'conflicts:read',
  '/v1/conflicts/:id': 'conflicts:read',
  '/v1/conflicts/:id/resolve': 'conflicts:resolve',
};

/** The rule of a route by its pattern; the files of the documentation page are open with it. */
export const accessRuleOf = (pattern: string): AccessRule | undefined =>
  accessRules[pattern.startsWith('/docs/') ? '/docs' : pattern];
