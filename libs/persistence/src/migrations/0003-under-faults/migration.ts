import { underFaults } from '../context-tables.js';
import type { MigrationSpec } from '../migration-spec.js';

const PROJECTIONS = ['transfers', 'transfer_batches', 'collection_intents', 'payouts', 'direct_debits'];

/**
 * What is needed so that anything may die: the spool of ingress, the release of parked keys, the mark by which a
 * consumer knows that a log is still the one it read, and the version of the fold that wrote a row.
 */
export const underFaultsMigration: MigrationSpec = {
  name: 'underfaults1790000000003',
  up: `
create schema ingress;

-- webhooks that were answered 200 while the broker was away, until the relay has brought them to Kafka
create table ingress.spool (
  -- drained by state, oldest first, never by a cursor: a lower number may commit after a higher one
  sequence bigint generated always as identity,
  delivery_id uuid not null,
  topic text not null,
  key text not null,
  headers json not null,
  value bytea not null,
  spooled_at timestamptz not null default now(),
  -- topic by topic: one that Kafka does not take must not be waded through for the others
  primary key (topic, sequence)
) with (
  -- by numbers and not by shares: the rows of an outage of minutes are visible to an index-only count soon after they
  -- came, and their space is free again soon after they went
  autovacuum_vacuum_insert_threshold = 20000, autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0
);

${underFaults('transfers', PROJECTIONS)}`,
};
