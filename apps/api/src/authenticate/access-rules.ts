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
};

/** The rule of a route by its pattern; the files of the documentation page are open with it. */
export const accessRuleOf = (pattern: string): AccessRule | undefined =>
  accessRules[pattern.startsWith('/docs/') ? '/docs' : pattern];
