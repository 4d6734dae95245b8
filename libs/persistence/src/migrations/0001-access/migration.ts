import type { MigrationSpec } from '../migration-spec.js';

/**
 * Who may send to us and who may read from us.
 *
 * Secrets of sources are sealed (AES-256-GCM, key from the environment): a stolen backup verifies nothing. Several are
 * valid at once, so that a rotation refuses no delivery. Keys of the API are stored as digests only.
 */
export const access: MigrationSpec = {
  name: 'access1790000000001',
  up: `
create schema access;

create table access.webhook_sources (
  slug text primary key check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  provider text not null check (provider in ('mono-colombia', 'mono-nigeria')),
  scheme text not null check (scheme in ('mono-signature', 'mono-webhook-secret')),
  livemode boolean not null,
  paused boolean not null default false,
  -- seconds; null keeps late deliveries (the default), a number refuses beyond it
  tolerance_s integer check (tolerance_s > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table access.source_secrets (
  id uuid primary key,
  source text not null references access.webhook_sources (slug),
  sealed bytea not null,
  valid_from timestamptz not null default now(),
  -- null: until it is retired; retired secrets stay as long as the archive, to verify what they signed
  valid_until timestamptz,
  created_at timestamptz not null default now()
);
create index source_secrets_source on access.source_secrets (source);

create table access.api_keys (
  id text primary key,
  name text not null,
  digest bytea not null check (octet_length(digest) = 32),
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
`,
};
