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

table access.decisions
  context text not null
  kind text not null
  scope text not null
  entity_id text not null
  type text not null
  decided_at timestamp with time zone not null
  constraint decisions_pkey PRIMARY KEY (entity_id, kind, scope, context, type)
  CREATE UNIQUE INDEX decisions_pkey ON access.decisions USING btree (entity_id, kind, scope, context, type)
  grant insert, select, update to caudal_api

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
  grant select to caudal_api
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
  grant select to caudal_api
  grant select to caudal_ingress

table accounts.checkpoints
  consumer text not null
  cluster_id text not null
  topic text not null
  partition integer not null
  next_offset bigint not null
  updated_at timestamp with time zone not null default now()
  last_record bytea
  constraint checkpoints_last_record_check CHECK ((octet_length(last_record) = 32))
  constraint checkpoints_next_offset_check CHECK ((next_offset >= 0))
  constraint checkpoints_pkey PRIMARY KEY (consumer, cluster_id, topic, partition)
  CREATE UNIQUE INDEX checkpoints_pkey ON accounts.checkpoints USING btree (consumer, cluster_id, topic, partition)
  grant insert, select, update to caudal_accounts

table accounts.connected_accounts
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  data_status text
  linked boolean not null
  reauthorisation_required boolean not null
  bank_code text
  type text
  customer_id text
  reference text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint connected_accounts_pkey PRIMARY KEY (id, scope)
  CREATE INDEX connected_accounts_conflicted ON accounts.connected_accounts USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX connected_accounts_customer_id_idx ON accounts.connected_accounts USING btree (customer_id) WHERE (customer_id IS NOT NULL)
  CREATE INDEX connected_accounts_listed_at_id_scope_idx ON accounts.connected_accounts USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX connected_accounts_pkey ON accounts.connected_accounts USING btree (id, scope)
  CREATE INDEX connected_accounts_reference_idx ON accounts.connected_accounts USING btree (reference) WHERE (reference IS NOT NULL)
  CREATE INDEX connected_accounts_state_listed_at_id_idx ON accounts.connected_accounts USING btree (state, listed_at DESC, id DESC)
  grant insert, select, update to caudal_accounts
  grant select to caudal_api

table accounts.entities
  kind text not null
  scope text not null
  entity_id text not null
  constraint entities_pkey PRIMARY KEY (entity_id, kind, scope)
  CREATE UNIQUE INDEX entities_pkey ON accounts.entities USING btree (entity_id, kind, scope)
  grant insert, select, update to caudal_accounts

table accounts.events
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
  CREATE INDEX events_entity ON accounts.events USING btree (entity_id, kind, scope)
  CREATE UNIQUE INDEX events_pkey ON accounts.events USING btree (event_id, content_digest, scope)
  grant insert, select to caudal_accounts
  grant select to caudal_api

table accounts.mandates
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
  ready_to_debit boolean not null
  mandate_type text
  debit_type text
  reference text
  customer_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint mandates_pkey PRIMARY KEY (id, scope)
  CREATE INDEX mandates_conflicted ON accounts.mandates USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX mandates_customer_id_idx ON accounts.mandates USING btree (customer_id) WHERE (customer_id IS NOT NULL)
  CREATE INDEX mandates_listed_at_id_scope_idx ON accounts.mandates USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX mandates_pkey ON accounts.mandates USING btree (id, scope)
  CREATE INDEX mandates_reference_idx ON accounts.mandates USING btree (reference) WHERE (reference IS NOT NULL)
  CREATE INDEX mandates_state_listed_at_id_idx ON accounts.mandates USING btree (state, listed_at DESC, id DESC)
  grant insert, select, update to caudal_accounts
  grant select to caudal_api

table accounts.outbox
  sequence bigint not null
  topic text not null
  key text not null
  headers json not null
  value text not null
  created_at timestamp with time zone not null default now()
  constraint outbox_own_types CHECK (((topic !~~ 'mono.%'::text) OR (COALESCE((headers ->> 'ce_type'::text), ''::text) ~~ 'caudal.%'::text)))
  constraint outbox_pkey PRIMARY KEY (sequence)
  CREATE UNIQUE INDEX outbox_pkey ON accounts.outbox USING btree (sequence)
  policy decisions_only using ((CURRENT_USER <> 'caudal_api'::name)) with check (((CURRENT_USER <> 'caudal_api'::name) OR (topic ~~ 'mono.%'::text)))
  grant delete, insert, select to caudal_accounts
  grant insert to caudal_api

table accounts.parked_keys
  id uuid not null
  consumer text not null
  record_key text not null
  reason text not null
  detail text not null
  parked_at timestamp with time zone not null default now()
  release_requested_at timestamp with time zone
  release_requested_by text
  release_failed_at timestamp with time zone
  release_failure text
  constraint parked_keys_pkey PRIMARY KEY (id)
  constraint parked_keys_record_key_consumer_key UNIQUE (record_key, consumer)
  CREATE INDEX parked_keys_parked_at ON accounts.parked_keys USING btree (parked_at DESC, id DESC)
  CREATE UNIQUE INDEX parked_keys_pkey ON accounts.parked_keys USING btree (id)
  CREATE UNIQUE INDEX parked_keys_record_key_consumer_key ON accounts.parked_keys USING btree (record_key, consumer)
  CREATE INDEX parked_keys_release ON accounts.parked_keys USING btree (release_requested_at) WHERE (release_requested_at IS NOT NULL)
  grant delete, insert, select, update to caudal_accounts
  grant select to caudal_api

table accounts.parked_records
  parked_id uuid not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  headers jsonb not null
  value bytea not null
  parked_at timestamp with time zone not null default now()
  position bigint not null
  constraint parked_records_parked_id_fkey FOREIGN KEY (parked_id) REFERENCES accounts.parked_keys(id)
  constraint parked_records_pkey PRIMARY KEY (parked_id, cluster_id, topic, partition, record_offset)
  CREATE UNIQUE INDEX parked_records_pkey ON accounts.parked_records USING btree (parked_id, cluster_id, topic, partition, record_offset)
  CREATE INDEX parked_records_position ON accounts.parked_records USING btree (parked_id, "position")
  grant delete, insert, select to caudal_accounts

table cards.card_transactions
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
  kind text
  card_id text
  account_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint card_transactions_pkey PRIMARY KEY (id, scope)
  CREATE INDEX card_transactions_account_id_listed_at_idx ON cards.card_transactions USING btree (account_id, listed_at DESC) WHERE (account_id IS NOT NULL)
  CREATE INDEX card_transactions_card_id_listed_at_idx ON cards.card_transactions USING btree (card_id, listed_at DESC) WHERE (card_id IS NOT NULL)
  CREATE INDEX card_transactions_conflicted ON cards.card_transactions USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX card_transactions_followers ON cards.card_transactions USING gin (jsonb_path_query_array((view)::jsonb, '$."steps"[*]?(@."original_transaction_id" != null)."id"'::jsonpath))
  CREATE INDEX card_transactions_listed_at_id_scope_idx ON cards.card_transactions USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX card_transactions_pkey ON cards.card_transactions USING btree (id, scope)
  CREATE INDEX card_transactions_state_listed_at_id_idx ON cards.card_transactions USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_cards

table cards.cards
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  type text
  account_id text
  cardholder_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint cards_pkey PRIMARY KEY (id, scope)
  CREATE INDEX cards_account_id_idx ON cards.cards USING btree (account_id) WHERE (account_id IS NOT NULL)
  CREATE INDEX cards_conflicted ON cards.cards USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX cards_listed_at_id_scope_idx ON cards.cards USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX cards_pkey ON cards.cards USING btree (id, scope)
  CREATE INDEX cards_state_listed_at_id_idx ON cards.cards USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_cards

table cards.checkpoints
  consumer text not null
  cluster_id text not null
  topic text not null
  partition integer not null
  next_offset bigint not null
  updated_at timestamp with time zone not null default now()
  last_record bytea
  constraint checkpoints_last_record_check CHECK ((octet_length(last_record) = 32))
  constraint checkpoints_next_offset_check CHECK ((next_offset >= 0))
  constraint checkpoints_pkey PRIMARY KEY (consumer, cluster_id, topic, partition)
  CREATE UNIQUE INDEX checkpoints_pkey ON cards.checkpoints USING btree (consumer, cluster_id, topic, partition)
  grant insert, select, update to caudal_cards

table cards.entities
  kind text not null
  scope text not null
  entity_id text not null
  constraint entities_pkey PRIMARY KEY (entity_id, kind, scope)
  CREATE UNIQUE INDEX entities_pkey ON cards.entities USING btree (entity_id, kind, scope)
  grant insert, select, update to caudal_cards

table cards.events
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
  CREATE INDEX events_entity ON cards.events USING btree (entity_id, kind, scope)
  CREATE UNIQUE INDEX events_pkey ON cards.events USING btree (event_id, content_digest, scope)
  grant select to caudal_api
  grant insert, select to caudal_cards

table cards.outbox
  sequence bigint not null
  topic text not null
  key text not null
  headers json not null
  value text not null
  created_at timestamp with time zone not null default now()
  constraint outbox_own_types CHECK (((topic !~~ 'mono.%'::text) OR (COALESCE((headers ->> 'ce_type'::text), ''::text) ~~ 'caudal.%'::text)))
  constraint outbox_pkey PRIMARY KEY (sequence)
  CREATE UNIQUE INDEX outbox_pkey ON cards.outbox USING btree (sequence)
  policy decisions_only using ((CURRENT_USER <> 'caudal_api'::name)) with check (((CURRENT_USER <> 'caudal_api'::name) OR (topic ~~ 'mono.%'::text)))
  grant insert to caudal_api
  grant delete, insert, select to caudal_cards

table cards.parked_keys
  id uuid not null
  consumer text not null
  record_key text not null
  reason text not null
  detail text not null
  parked_at timestamp with time zone not null default now()
  release_requested_at timestamp with time zone
  release_requested_by text
  release_failed_at timestamp with time zone
  release_failure text
  constraint parked_keys_pkey PRIMARY KEY (id)
  constraint parked_keys_record_key_consumer_key UNIQUE (record_key, consumer)
  CREATE INDEX parked_keys_parked_at ON cards.parked_keys USING btree (parked_at DESC, id DESC)
  CREATE UNIQUE INDEX parked_keys_pkey ON cards.parked_keys USING btree (id)
  CREATE UNIQUE INDEX parked_keys_record_key_consumer_key ON cards.parked_keys USING btree (record_key, consumer)
  CREATE INDEX parked_keys_release ON cards.parked_keys USING btree (release_requested_at) WHERE (release_requested_at IS NOT NULL)
  grant select to caudal_api
  grant delete, insert, select, update to caudal_cards

table cards.parked_records
  parked_id uuid not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  headers jsonb not null
  value bytea not null
  parked_at timestamp with time zone not null default now()
  position bigint not null
  constraint parked_records_parked_id_fkey FOREIGN KEY (parked_id) REFERENCES cards.parked_keys(id)
  constraint parked_records_pkey PRIMARY KEY (parked_id, cluster_id, topic, partition, record_offset)
  CREATE UNIQUE INDEX parked_records_pkey ON cards.parked_records USING btree (parked_id, cluster_id, topic, partition, record_offset)
  CREATE INDEX parked_records_position ON cards.parked_records USING btree (parked_id, "position")
  grant delete, insert, select to caudal_cards

table ingress.spool
  sequence bigint not null
  delivery_id uuid not null
  topic text not null
  key text not null
  headers json not null
  value bytea not null
  spooled_at timestamp with time zone not null default now()
  constraint spool_pkey PRIMARY KEY (topic, sequence)
  CREATE UNIQUE INDEX spool_pkey ON ingress.spool USING btree (topic, sequence)
  grant delete, insert, select to caudal_ingress

table journal.chains
  topic text not null
  partition integer not null
  position bigint not null
  hash bytea not null
  constraint chains_hash_check CHECK ((octet_length(hash) = 32))
  constraint chains_pkey PRIMARY KEY (topic, partition)
  constraint chains_position_check CHECK (("position" >= 0))
  CREATE UNIQUE INDEX chains_pkey ON journal.chains USING btree (topic, partition)
  grant insert, select, update to caudal_journal

table journal.checkpoints
  consumer text not null
  cluster_id text not null
  topic text not null
  partition integer not null
  next_offset bigint not null
  last_record bytea
  updated_at timestamp with time zone not null default now()
  constraint checkpoints_last_record_check CHECK ((octet_length(last_record) = 32))
  constraint checkpoints_next_offset_check CHECK ((next_offset >= 0))
  constraint checkpoints_pkey PRIMARY KEY (consumer, cluster_id, topic, partition)
  CREATE UNIQUE INDEX checkpoints_pkey ON journal.checkpoints USING btree (consumer, cluster_id, topic, partition)
  grant insert, select, update to caudal_journal

table journal.deliveries
  received_at timestamp with time zone not null
  delivery_id uuid not null
  event_id text not null
  content_digest bytea not null
  source text not null
  type text not null
  verdict text not null
  attempt integer not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  record_key text not null
  headers json not null
  body bytea
  body_bytes integer not null
  digest bytea not null
  archived_at timestamp with time zone not null
  erased_at timestamp with time zone
  erased_because text
  chain_position bigint not null
  previous_hash bytea not null
  chain_hash bytea not null
  constraint deliveries_attempt_check CHECK ((attempt > 0))
  constraint deliveries_body_bytes_check CHECK ((body_bytes >= 0))
  constraint deliveries_chain_hash_check CHECK ((octet_length(chain_hash) = 32))
  constraint deliveries_chain_position_check CHECK ((chain_position > 0))
  constraint deliveries_check CHECK (((body IS NULL) = (erased_at IS NOT NULL)))
  constraint deliveries_content_digest_check CHECK ((octet_length(content_digest) = 32))
  constraint deliveries_digest_check CHECK ((octet_length(digest) = 32))
  constraint deliveries_event_id_check CHECK ((octet_length(event_id) = 64))
  constraint deliveries_pkey PRIMARY KEY (received_at, delivery_id)
  constraint deliveries_previous_hash_check CHECK ((octet_length(previous_hash) = 32))
  constraint deliveries_verdict_check CHECK ((verdict = ANY (ARRAY['accepted'::text, 'duplicate'::text, 'unclassified'::text, 'rejected'::text])))
  CREATE INDEX deliveries_chain ON ONLY journal.deliveries USING btree (topic, partition, chain_position)
  CREATE INDEX deliveries_odd ON ONLY journal.deliveries USING btree (verdict, received_at DESC, delivery_id DESC) WHERE (verdict = ANY (ARRAY['unclassified'::text, 'rejected'::text]))
  CREATE UNIQUE INDEX deliveries_pkey ON ONLY journal.deliveries USING btree (received_at, delivery_id)
  CREATE INDEX deliveries_source ON ONLY journal.deliveries USING btree (source, received_at DESC, delivery_id DESC)
  grant select to caudal_api
  grant insert, select to caudal_journal

table journal.deliveries_other
  received_at timestamp with time zone not null
  delivery_id uuid not null
  event_id text not null
  content_digest bytea not null
  source text not null
  type text not null
  verdict text not null
  attempt integer not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  record_key text not null
  headers json not null
  body bytea
  body_bytes integer not null
  digest bytea not null
  archived_at timestamp with time zone not null
  erased_at timestamp with time zone
  erased_because text
  chain_position bigint not null
  previous_hash bytea not null
  chain_hash bytea not null
  constraint deliveries_attempt_check CHECK ((attempt > 0))
  constraint deliveries_body_bytes_check CHECK ((body_bytes >= 0))
  constraint deliveries_chain_hash_check CHECK ((octet_length(chain_hash) = 32))
  constraint deliveries_chain_position_check CHECK ((chain_position > 0))
  constraint deliveries_check CHECK (((body IS NULL) = (erased_at IS NOT NULL)))
  constraint deliveries_content_digest_check CHECK ((octet_length(content_digest) = 32))
  constraint deliveries_digest_check CHECK ((octet_length(digest) = 32))
  constraint deliveries_event_id_check CHECK ((octet_length(event_id) = 64))
  constraint deliveries_other_pkey PRIMARY KEY (received_at, delivery_id)
  constraint deliveries_previous_hash_check CHECK ((octet_length(previous_hash) = 32))
  constraint deliveries_verdict_check CHECK ((verdict = ANY (ARRAY['accepted'::text, 'duplicate'::text, 'unclassified'::text, 'rejected'::text])))
  CREATE UNIQUE INDEX deliveries_other_pkey ON journal.deliveries_other USING btree (received_at, delivery_id)
  CREATE INDEX deliveries_other_source_received_at_delivery_id_idx ON journal.deliveries_other USING btree (source, received_at DESC, delivery_id DESC)
  CREATE INDEX deliveries_other_topic_partition_chain_position_idx ON journal.deliveries_other USING btree (topic, partition, chain_position)
  CREATE INDEX deliveries_other_verdict_received_at_delivery_id_idx ON journal.deliveries_other USING btree (verdict, received_at DESC, delivery_id DESC) WHERE (verdict = ANY (ARRAY['unclassified'::text, 'rejected'::text]))

table journal.delivery_ids
  delivery_id uuid not null
  event_id text not null
  content_digest bytea not null
  received_at timestamp with time zone not null
  constraint delivery_ids_content_digest_check CHECK ((octet_length(content_digest) = 32))
  constraint delivery_ids_event_id_check CHECK ((octet_length(event_id) = 64))
  constraint delivery_ids_pkey PRIMARY KEY (delivery_id)
  CREATE INDEX delivery_ids_event ON journal.delivery_ids USING btree (event_id)
  CREATE UNIQUE INDEX delivery_ids_pkey ON journal.delivery_ids USING btree (delivery_id)
  grant select to caudal_api
  grant insert, select to caudal_journal

table journal.redeliveries
  delivery_id uuid not null
  first_id uuid not null
  requested_by text not null
  requested_at timestamp with time zone not null default now()
  settled_at timestamp with time zone
  failure text
  constraint redeliveries_check CHECK (((failure IS NULL) OR (settled_at IS NOT NULL)))
  constraint redeliveries_pkey PRIMARY KEY (delivery_id)
  CREATE INDEX redeliveries_first ON journal.redeliveries USING btree (first_id)
  CREATE UNIQUE INDEX redeliveries_pkey ON journal.redeliveries USING btree (delivery_id)
  CREATE INDEX redeliveries_waiting ON journal.redeliveries USING btree (requested_at) WHERE (settled_at IS NULL)
  grant insert, select to caudal_api
  grant select to caudal_journal

table journal.sealed_heads
  topic text not null
  partition integer not null
  position bigint not null
  sequence bigint not null
  constraint sealed_heads_pkey PRIMARY KEY (topic, partition, "position")
  constraint sealed_heads_sequence_fkey FOREIGN KEY (sequence) REFERENCES journal.seals(sequence)
  CREATE UNIQUE INDEX sealed_heads_pkey ON journal.sealed_heads USING btree (topic, partition, "position")
  CREATE INDEX sealed_heads_seal ON journal.sealed_heads USING btree (sequence)
  grant select to caudal_api
  grant insert, select to caudal_journal

table journal.seals
  sequence bigint not null
  statement text not null
  signature bytea not null
  public_key bytea not null
  sealed_at timestamp with time zone not null
  filed_at timestamp with time zone
  published_at timestamp with time zone
  constraint seals_pkey PRIMARY KEY (sequence)
  constraint seals_public_key_check CHECK ((octet_length(public_key) = 32))
  constraint seals_sequence_check CHECK ((sequence > 0))
  constraint seals_signature_check CHECK ((octet_length(signature) = 64))
  CREATE INDEX seals_inside ON journal.seals USING btree (sequence) WHERE ((filed_at IS NULL) OR (published_at IS NULL))
  CREATE UNIQUE INDEX seals_pkey ON journal.seals USING btree (sequence)
  grant select to caudal_api
  grant insert, select to caudal_journal

table ledger.balances
  account_id text not null
  account_scope text not null
  currency text not null
  kind text not null
  provider text not null
  livemode boolean not null
  available numeric(60,0) not null
  pending numeric(60,0) not null
  entries bigint not null
  last_entry text not null
  last_effective_at timestamp with time zone not null
  opened_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  sequence bigint not null
  constraint balances_kind_check CHECK ((kind = ANY (ARRAY['ledger'::text, 'bank'::text, 'wallet'::text, 'external'::text])))
  constraint balances_pkey PRIMARY KEY (account_id, account_scope, currency)
  CREATE INDEX balances_negative ON ledger.balances USING btree (account_id) WHERE ((available < (0)::numeric) AND (kind <> 'external'::text))
  CREATE UNIQUE INDEX balances_pkey ON ledger.balances USING btree (account_id, account_scope, currency)
  grant select to caudal_api
  grant insert, select, update to caudal_ledger

table ledger.bank_transfers
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  origin text not null
  id_in_origin text
  reverts_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint bank_transfers_pkey PRIMARY KEY (id, scope)
  CREATE INDEX bank_transfers_listed_at_id_scope_idx ON ledger.bank_transfers USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX bank_transfers_pkey ON ledger.bank_transfers USING btree (id, scope)
  CREATE INDEX bank_transfers_state_listed_at_id_idx ON ledger.bank_transfers USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_ledger

table ledger.card_accounts
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  account_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint card_accounts_pkey PRIMARY KEY (id, scope)
  CREATE INDEX card_accounts_conflicted ON ledger.card_accounts USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX card_accounts_listed_at_id_scope_idx ON ledger.card_accounts USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX card_accounts_pkey ON ledger.card_accounts USING btree (id, scope)
  CREATE INDEX card_accounts_state_listed_at_id_idx ON ledger.card_accounts USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_ledger

table ledger.checkpoints
  consumer text not null
  cluster_id text not null
  topic text not null
  partition integer not null
  next_offset bigint not null
  updated_at timestamp with time zone not null default now()
  last_record bytea
  constraint checkpoints_last_record_check CHECK ((octet_length(last_record) = 32))
  constraint checkpoints_next_offset_check CHECK ((next_offset >= 0))
  constraint checkpoints_pkey PRIMARY KEY (consumer, cluster_id, topic, partition)
  CREATE UNIQUE INDEX checkpoints_pkey ON ledger.checkpoints USING btree (consumer, cluster_id, topic, partition)
  grant insert, select, update to caudal_ledger

table ledger.collections
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  origin text not null
  id_in_origin text
  reverts_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint collections_pkey PRIMARY KEY (id, scope)
  CREATE INDEX collections_listed_at_id_scope_idx ON ledger.collections USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX collections_pkey ON ledger.collections USING btree (id, scope)
  CREATE INDEX collections_state_listed_at_id_idx ON ledger.collections USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_ledger

table ledger.entities
  kind text not null
  scope text not null
  entity_id text not null
  constraint entities_pkey PRIMARY KEY (entity_id, kind, scope)
  CREATE UNIQUE INDEX entities_pkey ON ledger.entities USING btree (entity_id, kind, scope)
  grant insert, select, update to caudal_ledger

table ledger.entries
  id text not null
  kind text not null
  scope text not null
  cause_id text not null
  ordinal integer not null
  version integer not null
  account_scope text not null
  account_id text not null
  operation text not null
  amount numeric(38,0) not null
  currency text not null
  origin text not null
  effective_at timestamp with time zone not null
  recorded_at timestamp with time zone not null default now()
  event_id text not null
  reverses text
  constraint entries_cause_id_kind_scope_ordinal_version_key UNIQUE (cause_id, kind, scope, ordinal, version)
  constraint entries_operation_check CHECK ((operation = ANY (ARRAY['credit'::text, 'debit'::text, 'hold'::text, 'release'::text])))
  constraint entries_pkey PRIMARY KEY (id)
  constraint entries_reverses_fkey FOREIGN KEY (reverses) REFERENCES ledger.entries(id)
  constraint entries_reverses_key UNIQUE (reverses)
  CREATE INDEX entries_account ON ledger.entries USING btree (account_id, account_scope, effective_at DESC, id DESC)
  CREATE UNIQUE INDEX entries_cause_id_kind_scope_ordinal_version_key ON ledger.entries USING btree (cause_id, kind, scope, ordinal, version)
  CREATE INDEX entries_holds ON ledger.entries USING btree (account_id, account_scope, effective_at DESC, id DESC) WHERE ((operation = 'hold'::text) AND (reverses IS NULL))
  CREATE UNIQUE INDEX entries_pkey ON ledger.entries USING btree (id)
  CREATE UNIQUE INDEX entries_reverses_key ON ledger.entries USING btree (reverses)
  grant select to caudal_api
  grant insert, select to caudal_ledger

table ledger.events
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
  CREATE INDEX events_entity ON ledger.events USING btree (entity_id, kind, scope)
  CREATE UNIQUE INDEX events_pkey ON ledger.events USING btree (event_id, content_digest, scope)
  grant select to caudal_api
  grant insert, select to caudal_ledger

table ledger.outbox
  sequence bigint not null
  topic text not null
  key text not null
  headers json not null
  value text not null
  created_at timestamp with time zone not null default now()
  constraint outbox_own_types CHECK (((topic !~~ 'mono.%'::text) OR (COALESCE((headers ->> 'ce_type'::text), ''::text) ~~ 'caudal.%'::text)))
  constraint outbox_pkey PRIMARY KEY (sequence)
  CREATE UNIQUE INDEX outbox_pkey ON ledger.outbox USING btree (sequence)
  policy decisions_only using ((CURRENT_USER <> 'caudal_api'::name)) with check (((CURRENT_USER <> 'caudal_api'::name) OR (topic ~~ 'mono.%'::text)))
  grant insert to caudal_api
  grant delete, insert, select to caudal_ledger

table ledger.parked_keys
  id uuid not null
  consumer text not null
  record_key text not null
  reason text not null
  detail text not null
  parked_at timestamp with time zone not null default now()
  release_requested_at timestamp with time zone
  release_requested_by text
  release_failed_at timestamp with time zone
  release_failure text
  constraint parked_keys_pkey PRIMARY KEY (id)
  constraint parked_keys_record_key_consumer_key UNIQUE (record_key, consumer)
  CREATE INDEX parked_keys_parked_at ON ledger.parked_keys USING btree (parked_at DESC, id DESC)
  CREATE UNIQUE INDEX parked_keys_pkey ON ledger.parked_keys USING btree (id)
  CREATE UNIQUE INDEX parked_keys_record_key_consumer_key ON ledger.parked_keys USING btree (record_key, consumer)
  CREATE INDEX parked_keys_release ON ledger.parked_keys USING btree (release_requested_at) WHERE (release_requested_at IS NOT NULL)
  grant select to caudal_api
  grant delete, insert, select, update to caudal_ledger

table ledger.parked_records
  parked_id uuid not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  headers jsonb not null
  value bytea not null
  parked_at timestamp with time zone not null default now()
  position bigint not null
  constraint parked_records_parked_id_fkey FOREIGN KEY (parked_id) REFERENCES ledger.parked_keys(id)
  constraint parked_records_pkey PRIMARY KEY (parked_id, cluster_id, topic, partition, record_offset)
  CREATE UNIQUE INDEX parked_records_pkey ON ledger.parked_records USING btree (parked_id, cluster_id, topic, partition, record_offset)
  CREATE INDEX parked_records_position ON ledger.parked_records USING btree (parked_id, "position")
  grant delete, insert, select to caudal_ledger

table ledger.postings
  entry_id text not null
  leg smallint not null
  account_scope text not null
  account_id text not null
  bucket text not null
  amount numeric(38,0) not null
  currency text not null
  effective_at timestamp with time zone not null
  recorded_at timestamp with time zone not null
  constraint postings_bucket_check CHECK ((bucket = ANY (ARRAY['available'::text, 'pending'::text])))
  constraint postings_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES ledger.entries(id)
  constraint postings_pkey PRIMARY KEY (entry_id, leg)
  CREATE INDEX postings_account ON ledger.postings USING btree (account_id, account_scope, currency, effective_at) INCLUDE (recorded_at, bucket, amount)
  CREATE UNIQUE INDEX postings_pkey ON ledger.postings USING btree (entry_id, leg)
  grant select to caudal_api
  grant insert, select to caudal_ledger

table ledger.transactions
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  origin text not null
  id_in_origin text
  reverts_id text
  card_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint transactions_pkey PRIMARY KEY (id, scope)
  CREATE INDEX transactions_card ON ledger.transactions USING btree (card_id) WHERE (card_id IS NOT NULL)
  CREATE INDEX transactions_conflicted ON ledger.transactions USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX transactions_listed_at_id_scope_idx ON ledger.transactions USING btree (listed_at DESC, id DESC, scope)
  CREATE INDEX transactions_origin ON ledger.transactions USING btree (id_in_origin) WHERE (id_in_origin IS NOT NULL)
  CREATE UNIQUE INDEX transactions_pkey ON ledger.transactions USING btree (id, scope)
  CREATE INDEX transactions_reverts ON ledger.transactions USING btree (reverts_id) WHERE (reverts_id IS NOT NULL)
  CREATE INDEX transactions_state_listed_at_id_idx ON ledger.transactions USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_ledger

table ledger.unrouted
  kind text not null
  scope text not null
  cause_id text not null
  ordinal integer not null
  operation text not null
  amount numeric(38,0) not null
  currency text not null
  origin text not null
  id_in_origin text
  card_id text
  effective_at timestamp with time zone
  event_id text not null
  since timestamp with time zone not null default now()
  constraint unrouted_pkey PRIMARY KEY (cause_id, kind, scope, ordinal)
  CREATE UNIQUE INDEX unrouted_pkey ON ledger.unrouted USING btree (cause_id, kind, scope, ordinal)
  CREATE INDEX unrouted_since ON ledger.unrouted USING btree (since, cause_id, kind, scope, ordinal)
  grant select to caudal_api
  grant delete, insert, select, update to caudal_ledger

table ledger.wallet_credits
  id text not null
  scope text not null
  provider text not null
  source text not null
  livemode boolean not null
  state text
  final boolean not null
  conflicted boolean not null
  origin text not null
  id_in_origin text
  reverts_id text
  view json not null
  fold json not null
  last_position text not null
  listed_at timestamp with time zone not null
  sequence bigint not null
  recorded_at timestamp with time zone not null default now()
  fold_version integer not null default 1
  constraint wallet_credits_pkey PRIMARY KEY (id, scope)
  CREATE INDEX wallet_credits_conflicted ON ledger.wallet_credits USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX wallet_credits_listed_at_id_scope_idx ON ledger.wallet_credits USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX wallet_credits_pkey ON ledger.wallet_credits USING btree (id, scope)
  CREATE INDEX wallet_credits_state_listed_at_id_idx ON ledger.wallet_credits USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_ledger

table transfers.checkpoints
  consumer text not null
  cluster_id text not null
  topic text not null
  partition integer not null
  next_offset bigint not null
  updated_at timestamp with time zone not null default now()
  last_record bytea
  constraint checkpoints_last_record_check CHECK ((octet_length(last_record) = 32))
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
  fold_version integer not null default 1
  constraint collection_intents_pkey PRIMARY KEY (id, scope)
  CREATE INDEX collection_intents_conflicted ON transfers.collection_intents USING btree (listed_at DESC, id DESC) WHERE conflicted
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
  fold_version integer not null default 1
  constraint direct_debits_pkey PRIMARY KEY (id, scope)
  CREATE INDEX direct_debits_conflicted ON transfers.direct_debits USING btree (listed_at DESC, id DESC) WHERE conflicted
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
  constraint outbox_own_types CHECK (((topic !~~ 'mono.%'::text) OR (COALESCE((headers ->> 'ce_type'::text), ''::text) ~~ 'caudal.%'::text)))
  constraint outbox_pkey PRIMARY KEY (sequence)
  CREATE UNIQUE INDEX outbox_pkey ON transfers.outbox USING btree (sequence)
  policy decisions_only using ((CURRENT_USER <> 'caudal_api'::name)) with check (((CURRENT_USER <> 'caudal_api'::name) OR (topic ~~ 'mono.%'::text)))
  grant insert to caudal_api
  grant delete, insert, select to caudal_transfers

table transfers.parked_keys
  id uuid not null
  consumer text not null
  record_key text not null
  reason text not null
  detail text not null
  parked_at timestamp with time zone not null default now()
  release_requested_at timestamp with time zone
  release_requested_by text
  release_failed_at timestamp with time zone
  release_failure text
  constraint parked_keys_pkey PRIMARY KEY (id)
  constraint parked_keys_record_key_consumer_key UNIQUE (record_key, consumer)
  CREATE INDEX parked_keys_parked_at ON transfers.parked_keys USING btree (parked_at DESC, id DESC)
  CREATE UNIQUE INDEX parked_keys_pkey ON transfers.parked_keys USING btree (id)
  CREATE UNIQUE INDEX parked_keys_record_key_consumer_key ON transfers.parked_keys USING btree (record_key, consumer)
  CREATE INDEX parked_keys_release ON transfers.parked_keys USING btree (release_requested_at) WHERE (release_requested_at IS NOT NULL)
  grant select to caudal_api
  grant delete, insert, select, update to caudal_transfers

table transfers.parked_records
  parked_id uuid not null
  cluster_id text not null
  topic text not null
  partition integer not null
  record_offset bigint not null
  headers jsonb not null
  value bytea not null
  parked_at timestamp with time zone not null default now()
  position bigint not null
  constraint parked_records_parked_id_fkey FOREIGN KEY (parked_id) REFERENCES transfers.parked_keys(id)
  constraint parked_records_pkey PRIMARY KEY (parked_id, cluster_id, topic, partition, record_offset)
  CREATE UNIQUE INDEX parked_records_pkey ON transfers.parked_records USING btree (parked_id, cluster_id, topic, partition, record_offset)
  CREATE INDEX parked_records_position ON transfers.parked_records USING btree (parked_id, "position")
  grant delete, insert, select to caudal_transfers

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
  fold_version integer not null default 1
  constraint payouts_pkey PRIMARY KEY (id, scope)
  CREATE INDEX payouts_conflicted ON transfers.payouts USING btree (listed_at DESC, id DESC) WHERE conflicted
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
  fold_version integer not null default 1
  constraint transfer_batches_pkey PRIMARY KEY (id, scope)
  CREATE INDEX transfer_batches_conflicted ON transfers.transfer_batches USING btree (listed_at DESC, id DESC) WHERE conflicted
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
  fold_version integer not null default 1
  constraint transfers_pkey PRIMARY KEY (id, scope)
  CREATE INDEX transfers_account_id_listed_at_idx ON transfers.transfers USING btree (account_id, listed_at DESC)
  CREATE INDEX transfers_batch_id_idx ON transfers.transfers USING btree (batch_id) WHERE (batch_id IS NOT NULL)
  CREATE INDEX transfers_conflicted ON transfers.transfers USING btree (listed_at DESC, id DESC) WHERE conflicted
  CREATE INDEX transfers_external_id_idx ON transfers.transfers USING btree (external_id) WHERE (external_id IS NOT NULL)
  CREATE INDEX transfers_listed_at_id_scope_idx ON transfers.transfers USING btree (listed_at DESC, id DESC, scope)
  CREATE UNIQUE INDEX transfers_pkey ON transfers.transfers USING btree (id, scope)
  CREATE INDEX transfers_state_listed_at_id_idx ON transfers.transfers USING btree (state, listed_at DESC, id DESC)
  grant select to caudal_api
  grant insert, select, update to caudal_transfers
