/** What an API key may be allowed, by resource. */
export const Scopes = ['transfers:read', 'collections:read', 'payouts:read', 'direct-debits:read'] as const;
export type Scope = (typeof Scopes)[number];
