import type { MigrationSpec } from '../migration-spec.js';

/**
 * The journal: every delivery as it came, chained within its partition, and the seals over the chains.
 *
 * - `deliveries` is the archive, by month of receipt, so that a month can be moved or dropped as a whole. Bytes may be
 *   erased by law; the chain is over their digest, and holds without them.
 * - `delivery_ids` is what is unique across the months: the claim of a delivery, and where to find it.
 * - `chains` is where each chain ends. It is a convenience of the writer: a proof recomputes it.
 * - `redeliveries` is what people want published again, and who wanted it: kept, as a decision is.
 * - `make_month` and `erase_delivery` are the two things that the writer's grants do not hold, each as small as it can
 *   be: a partition, and the erasure of one body, which only the owner may call.
 */
export const journal: MigrationSpec = {
  name: 'journal1790000000007',
  up: `
create schema journal;

create table journal.delivery_ids (
  delivery_id uuid primary key,
  event_id text collate "C" not null check (octet_length(event_id) = 64),
  content_digest bytea not null check (octet_length(content_digest) = 32),
  received_at timestamptz not null
);
create index delivery_ids_event on journal.delivery_ids (event_id);

create table journal.deliveries (
  received_at timestamptz not null,
  delivery_id uuid not null,
  event_id text collate "C" not null check (octet_length(event_id) = 64),
  -- as the contexts have it: an event id that comes with another content is another event
  content_digest bytea not null check (octet_length(content_digest) = 32),
  source text not null,
  type text not null,
  verdict text not null check (verdict in ('accepted', 'duplicate', 'unclassified', 'rejected')),
  -- which delivery of its event, as it is told here, this is, counted from 1
  attempt integer not null check (attempt > 0),
  cluster_id text not null,
  topic text not null,
  partition integer not null,
  record_offset bigint not null,
  record_key text not null,
  -- json, not jsonb: it is hashed as it was written, and may hold characters that jsonb does not take
  headers json not null,
  body bytea,
  body_bytes integer not null check (body_bytes >= 0),
  digest bytea not null check (octet_length(digest) = 32),
  archived_at timestamptz not null,
  erased_at timestamptz,
  erased_because text,
  -- counted from 1 within the topic's partition
  chain_position bigint not null check (chain_position > 0),
  previous_hash bytea not null check (octet_length(previous_hash) = 32),
  chain_hash bytea not null check (octet_length(chain_hash) = 32),
  primary key (received_at, delivery_id),
  check ((body is null) = (erased_at is not null))
) partition by range (received_at);
create table journal.deliveries_other partition of journal.deliveries default;
create index deliveries_chain on journal.deliveries (topic, partition, chain_position);
create index deliveries_source on journal.deliveries (source, received_at desc, delivery_id desc);
-- what a person looks for among very many that are well
create index deliveries_odd on journal.deliveries (verdict, received_at desc, delivery_id desc)
  where verdict in ('unclassified', 'rejected');

create table journal.chains (
  topic text not null,
  partition integer not null,
  position bigint not null check (position >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (topic, partition)
) with (fillfactor = 50);

create table journal.checkpoints (
  consumer text not null,
  cluster_id text not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null check (next_offset >= 0),
  last_record bytea check (octet_length(last_record) = 32),
  updated_at timestamptz not null default now(),
  primary key (consumer, cluster_id, topic, partition)
) with (fillfactor = 50);

create table journal.seals (
  sequence bigint primary key check (sequence > 0),
  -- the exact text that was signed
  statement text not null,
  signature bytea not null check (octet_length(signature) = 64),
  public_key bytea not null check (octet_length(public_key) = 32),
  sealed_at timestamptz not null,
  -- null until it has left the database: to its file, and to its topic
  filed_at timestamptz,
  published_at timestamptz
);
create index seals_inside on journal.seals (sequence) where filed_at is null or published_at is null;

-- Which seal is the first to cover a delivery: the heads that had moved since the seal before.
create table journal.sealed_heads (
  topic text not null,
  partition integer not null,
  position bigint not null,
  sequence bigint not null references journal.seals (sequence),
  primary key (topic, partition, position)
);

-- What people want published again. A wish only names the delivery: the archive has its bytes.
create table journal.redeliveries (
  -- of the delivery to come
  delivery_id uuid primary key,
  first_id uuid not null,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  -- when it was published; with a failure, when it was found that it cannot be
  settled_at timestamptz,
  failure text,
  check (failure is null or settled_at is not null)
);
create index redeliveries_waiting on journal.redeliveries (requested_at) where settled_at is null;
create index redeliveries_first on journal.redeliveries (first_id);

-- Makes the partition of a month, and moves into it what stands in the default partition for a clock that was ahead. More
-- than a few seconds' work is left there, for a person in a quiet hour: deliveries wait meanwhile.
create function journal.make_month(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  first timestamptz := date_trunc('month', day::timestamp) at time zone 'UTC';
  after timestamptz := (date_trunc('month', day::timestamp) + interval '1 month') at time zone 'UTC';
  name text := 'deliveries_' || to_char(day, 'YYYY_MM');
begin
  perform pg_advisory_xact_lock(4201003);
  if to_regclass('journal.' || name) is not null then return; end if;
  -- nobody writes the month into the default partition meanwhile
  lock table journal.deliveries in share row exclusive mode;
  if exists (select from journal.deliveries_other where received_at >= first and received_at < after offset 10000) then
    return;
  end if;
  execute format('create table journal.%I (like journal.deliveries including all)', name);
  execute format('with early as (delete from journal.deliveries_other where received_at >= $1 and received_at < $2 returning *)
                  insert into journal.%I select * from early', name) using first, after;
  execute format('alter table journal.deliveries attach partition journal.%I for values from (%L) to (%L)',
                 name, first, after);
end $$;
revoke all on function journal.make_month(date) from public;

-- Erases the bytes of one delivery for good. Everything else of it stays, and its chain still verifies.
create function journal.erase_delivery(delivery uuid, because text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update journal.deliveries d set body = null, erased_at = now(), erased_because = because
  from journal.delivery_ids i
  where i.delivery_id = delivery and d.delivery_id = i.delivery_id and d.received_at = i.received_at
    and d.body is not null;
  return found;
end $$;
revoke all on function journal.erase_delivery(uuid, text) from public;
`,
};
