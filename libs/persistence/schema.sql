-- Generated from the migrations: npm run generate

table access.api_keys
  id text not null
  name text not null
  digest bytea not null
  scopes text[] not null
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone
  revoked_at timestamp with time zone
  constraint api_keys_digest_check CHECK ((octet_length(digest) = 32))
  constraint api_keys_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX api_keys_pkey ON access.api_keys USING btree (id)
  grant select to caudal_api

table access.source_secrets
  id uuid not null
  source text not null
  sealed bytea not null
  valid_from timestamp with time zone not null default now()
  valid_until timestamp with time zone
  created_at timestamp with time zone not null default now()
  constraint source_secrets_pkey PRIMARY KEY (id)
  constraint source_secrets_source_fkey FOREIGN KEY (source) REFERENCES access.webhook_sources(slug)
  CREATE UNIQUE INDEX source_secrets_pkey ON access.source_secrets USING btree (id)
  CREATE INDEX source_secrets_source ON access.source_secrets USING btree (source)
  grant select to caudal_ingress

table access.webhook_sources
  slug text not null
  provider text not null
  scheme text not null
  livemode boolean not null
  paused boolean not null default false
  tolerance_s integer
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint webhook_sources_pkey PRIMARY KEY (slug)
  constraint webhook_sources_provider_check CHECK ((provider = ANY (ARRAY['mono-colombia'::text, 'mono-nigeria'::text])))
  constraint webhook_sources_scheme_check CHECK ((scheme = ANY (ARRAY['mono-signature'::text, 'mono-webhook-secret'::text])))
  constraint webhook_sources_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
  constraint webhook_sources_tolerance_s_check CHECK ((tolerance_s > 0))
  CREATE UNIQUE INDEX webhook_sources_pkey ON access.webhook_sources USING btree (slug)
  grant select to caudal_ingress

table transfers.checkpoints
  consumer text not null
  cluster_id text not null
  topic text not null
  partition integer not null
  next_offset bigint not null
  updated_at timestamp with time zone not null default now()
  constraint checkpoints_next_offset_check CHECK ((next_offset >= 0))
  constraint checkpoints_pkey PRIMARY KEY (consumer, cluster_id, topic, partition)
  CREATE UNIQUE INDEX checkpoints_pkey ON transfers.checkpoints USING btree (consumer, cluster_id, topic, partition)
  grant insert, select, update to caudal_transfers

table transfers.collection_intents
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  amount numeric(38,0)
  currency text
  account_id text
  collection_link_id text
  external_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  constraint collection_intents_pkey PRIMARY KEY (id, scope)
  CREATE INDEX collection_intents_listed_at_id_scope_idx ON transfers.collection_intents USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX collection_intents_pkey ON transfers.collection_intents USING btree (id, scope)
  CREATE INDEX collection_intents_state_listed_at_id_idx ON transfers.collection_intents USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers

table transfers.direct_debits
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  kind text not null
  amount numeric(38,0)
  currency text
  account_id text
  mandate_id text
  method text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  constraint direct_debits_pkey PRIMARY KEY (id, scope)
  CREATE INDEX direct_debits_listed_at_id_scope_idx ON transfers.direct_debits USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX direct_debits_pkey ON transfers.direct_debits USING btree (id, scope)
  CREATE INDEX direct_debits_state_listed_at_id_idx ON transfers.direct_debits USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers

table transfers.entities
  kind text not null
  scope text not null
  entity_id text not null
  constraint entities_pkey PRIMARY KEY (entity_id, kind, scope)
  CREATE UNIQUE INDEX entities_pkey ON transfers.entities USING btree (entity_id, kind, scope)
  grant insert, select, update to caudal_transfers

table transfers.events
  event_id text not null
  content_digest bytea not null
  kind text not null
  scope text not null
  entity_id text not null
  provider text not null
  source text not null
  type text not null
  occurred_at timestamp with time zone
  received_at timestamp with time zone not null
  delivery_id uuid not null
  origin text not null
  late boolean not null
  livemode boolean not null
  data json not null
  claimed_at timestamp with time zone not null default now()
  constraint events_content_digest_check CHECK ((octet_length(content_digest) = 32))
  constraint events_event_id_check CHECK ((octet_length(event_id) = 64))
  constraint events_pkey PRIMARY KEY (event_id, content_digest, scope)
  CREATE INDEX events_entity ON transfers.events USING btree (entity_id, kind, scope)
  CREATE UNIQUE INDEX events_pkey ON transfers.events USING btree (event_id, content_digest, scope)
  grant select to caudal_api
  grant insert, select to caudal_transfers

table transfers.outbox
  sequence bigint not null
  topic text not null
  key text not null
  headers json not null
  value text not null
  created_at timestamp with time zone not null default now()
  constraint outbox_pkey PRIMARY KEY (sequence)
  CREATE UNIQUE INDEX outbox_pkey ON transfers.outbox USING btree (sequence)
  grant delete, insert, select to caudal_transfers

table transfers.parked_keys
  id uuid not null
  consumer text not null
  record_key text not null
  reason text not null
  detail text not null
  parked_at timestamp with time zone not null default now()
  constraint parked_keys_pkey PRIMARY KEY (id)
  constraint parked_keys_record_key_consumer_key UNIQUE (record_key, consumer)
  CREATE UNIQUE INDEX parked_keys_pkey ON transfers.parked_keys USING btree (id)
  CREATE UNIQUE INDEX parked_keys_record_key_consumer_key ON transfers.parked_keys USING btree (record_key, consumer)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers

table transfers.parked_records
  parked_id uuid not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  headers jsonb not null
  value bytea not null
  parked_at timestamp with time zone not null default now()
  constraint parked_records_parked_id_fkey FOREIGN KEY (parked_id) REFERENCES transfers.parked_keys(id)
  constraint parked_records_pkey PRIMARY KEY (parked_id, cluster_id, topic, partition, record_offset)
  CREATE UNIQUE INDEX parked_records_pkey ON transfers.parked_records USING btree (parked_id, cluster_id, topic, partition, record_offset)
  grant insert, select to caudal_transfers

table transfers.payouts
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  amount numeric(38,0)
  currency text
  account_id text
  external_id text
  method text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  constraint payouts_pkey PRIMARY KEY (id, scope)
  CREATE INDEX payouts_listed_at_id_scope_idx ON transfers.payouts USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX payouts_pkey ON transfers.payouts USING btree (id, scope)
  CREATE INDEX payouts_state_listed_at_id_idx ON transfers.payouts USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers

table transfers.transfer_batches
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  amount numeric(38,0)
  currency text
  account_id text
  origin text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  constraint transfer_batches_pkey PRIMARY KEY (id, scope)
  CREATE INDEX transfer_batches_listed_at_id_scope_idx ON transfers.transfer_batches USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX transfer_batches_pkey ON transfers.transfer_batches USING btree (id, scope)
  CREATE INDEX transfer_batches_state_listed_at_id_idx ON transfers.transfer_batches USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers

table transfers.transfers
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  direction text not null
  amount numeric(38,0)
  currency text
  account_id text
  batch_id text
  external_id text
  rail text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  constraint transfers_pkey PRIMARY KEY (id, scope)
  CREATE INDEX transfers_account_id_listed_at_idx ON transfers.transfers USING btree (account_id, listed_at DESC)
  CREATE INDEX transfers_batch_id_idx ON transfers.transfers USING btree (batch_id) WHERE (batch_id IS NOT NULL)
  CREATE INDEX transfers_external_id_idx ON transfers.transfers USING btree (external_id) WHERE (external_id IS NOT NULL)
  CREATE INDEX transfers_listed_at_id_scope_idx ON transfers.transfers USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX transfers_pkey ON transfers.transfers USING btree (id, scope)
  CREATE INDEX transfers_state_listed_at_id_idx ON transfers.transfers USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers
