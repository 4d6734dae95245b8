/** What an API key may be allowed, by resource. */
export const Scopes = [
  'transfers:read',
  'collections:read',
  'payouts:read',
  'direct-debits:read',
  'ledger:read',
  'ledger:route',
  'cards:read',
  'accounts:read',
  'mandates:read',
  'deliveries:read',
  'deliveries:raw',
  'deliveries:reverify',
  'deliveries:redeliver',
  'parked:read',
  'parked:release',
  'conflicts:read',
  'conflicts:resolve',
] as const;
export type Scope = (typeof Scopes)[number];
