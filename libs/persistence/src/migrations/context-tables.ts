/**
 * The tables that every context has, in a schema of its own: its log, its entities, its way out and its place in Kafka.
 *
 * - `events` is the log, kept for ever and insert-only. One row is one content of one event: a redelivery is no new
 *   row, and an event id that comes back with other content is a second row beside the first.
 * - `entities` is what a batch locks: one row an entity, with or without a projection.
 * - `outbox` is drained by state, never by a cursor: a lower sequence may commit after a higher one.
 * - `checkpoints` is the position in Kafka, in the same transaction as what was applied.
 */
export const contextTables = (schema: string): string => `
create schema ${schema};

create table ${schema}.events (
  -- 64 hexadecimal digits; a pattern would cost ten times the length
  event_id text collate "C" not null check (octet_length(event_id) = 64),
  content_digest bytea not null check (octet_length(content_digest) = 32),
  kind text not null,
  scope text not null,
  entity_id text collate "C" not null,
  provider text not null,
  source text not null,
  type text not null,
  occurred_at timestamptz,
  received_at timestamptz not null,
  delivery_id uuid not null,
  origin text not null,
  late boolean not null,
  livemode boolean not null,
  -- json, not jsonb: what was said, in its order and with its digits, as the fold reads it
  data json not null,
  -- when the claim was made: kept through rebuilds, so that "what was known then" stays answerable
  claimed_at timestamptz not null default now(),
  -- with the scope: two sources of one provider may tell the same of a merchant's reference, and both count
  primary key (event_id, content_digest, scope)
);
create index events_entity on ${schema}.events (entity_id, kind, scope);

create table ${schema}.entities (
  kind text not null,
  scope text not null,
  entity_id text collate "C" not null,
  primary key (entity_id, kind, scope)
);

create sequence ${schema}.outbox_sequence as bigint;

create table ${schema}.outbox (
  sequence bigint primary key,
  topic text not null,
  key text not null,
  headers json not null,
  value text not null,
  created_at timestamptz not null default now()
);

create table ${schema}.checkpoints (
  consumer text not null,
  cluster_id text not null,
  topic text not null,
  partition integer not null,
  -- the next offset to apply: everything below it is applied already
  next_offset bigint not null check (next_offset >= 0),
  updated_at timestamptz not null default now(),
  primary key (consumer, cluster_id, topic, partition)
) with (fillfactor = 50);

create table ${schema}.parked_keys (
  id uuid primary key,
  consumer text not null,
  record_key text collate "C" not null,
  reason text not null,
  detail text not null,
  parked_at timestamptz not null default now(),
  -- the key first: reads ask whether an entity is parked, whoever parked it
  unique (record_key, consumer)
);

create table ${schema}.parked_records (
  parked_id uuid not null references ${schema}.parked_keys (id),
  cluster_id text not null,
  topic text not null,
  partition integer not null,
  record_offset bigint not null,
  headers jsonb not null,
  value bytea not null,
  parked_at timestamptz not null default now(),
  primary key (parked_id, cluster_id, topic, partition, record_offset)
);
`;

/**
 * A projection: the columns that reads filter and sort by, the whole view as JSON, and where its fold stands (what it
 * remembers, and the canonical position of its last event). `listed_at` (where the provider gave no time), `sequence`
 * and `recorded_at` tell when we learned it; all else is the same for the same set of events. Both are `json`, not
 * `jsonb`: nothing looks into them here, and a reader meets the fields in the order in which they were written.
 */
export const projectionTable = (table: string, columns: readonly string[]): string => `
create table ${table} (
  id text collate "C" not null,
  scope text not null,
  provider text not null,
  source text not null,
  livemode boolean not null,
  state text,
  final boolean not null,
  conflicted boolean not null,
${columns.map((column) => `  ${column},\n`).join('')}  view json not null,
  fold json not null,
  last_position text collate "C" not null,
  listed_at timestamptz not null,
  sequence bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (id, scope)
) with (fillfactor = 80);
create index on ${table} (listed_at desc, id desc, scope);
create index on ${table} (state, listed_at desc, id desc);
`;

/**
 * What faults ask of a context beyond `contextTables`.
 *
 * - `checkpoints.last_record`: SHA-256 of the record below the checkpoint. A log that holds another one there is not
 *   the log that was read, however long it is.
 * - a parked key that a person wants released says so, and by whom; the consumer does it and says what went wrong.
 * - `parked_records.position`: the order of arrival, across partitions and clusters.
 * - `fold_version`: the version of the fold that wrote a row; a row of another version is folded anew from the log.
 */
export const underFaults = (schema: string, projections: readonly string[]): string => `
alter table ${schema}.checkpoints add column last_record bytea check (octet_length(last_record) = 32);

alter table ${schema}.parked_keys
  add column release_requested_at timestamptz,
  add column release_requested_by text,
  add column release_failed_at timestamptz,
  add column release_failure text;
create index parked_keys_parked_at on ${schema}.parked_keys (parked_at desc, id desc);
create index parked_keys_release on ${schema}.parked_keys (release_requested_at) where release_requested_at is not null;

alter table ${schema}.parked_records add column position bigint generated always as identity;
create index parked_records_position on ${schema}.parked_records (parked_id, position);

${projections.map((name) => `alter table ${schema}.${name} add column fold_version integer not null default 1;`).join('\n')}
`;
