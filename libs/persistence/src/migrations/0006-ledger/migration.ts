import { contextTables, projectionTable, underFaults } from '../context-tables.js';
import type { MigrationSpec } from '../migration-spec.js';

const CAUSES = ['transactions', 'bank_transfers', 'collections', 'wallet_credits'];
const CAUSE_COLUMNS = ['origin text not null', 'id_in_origin text', 'reverts_id text'];

/**
 * The ledger: its log, what moves money and why (causes), and double-entry bookkeeping.
 *
 * - `entries` are movements on one account each, never changed and never removed. A cause that turns out to have had
 *   another effect gets a reversing entry (`reverses`) and a new one, both at the moment that the reversed one had: what
 *   a balance was on any day comes out the same, whatever was heard first.
 * - `postings` are the two legs of an entry. Their sum is zero per entry and currency, and the database holds them to it.
 * - `balances` are their sums, kept so that reading one costs a row: the tables must agree, and `caudal prove` looks.
 * - `unrouted` are movements whose account nobody knows yet; a card's account may come, or a person's word.
 */
export const ledger: MigrationSpec = {
  name: 'ledger1790000000006',
  up: `
${contextTables('ledger')}
${projectionTable('ledger.transactions', [...CAUSE_COLUMNS, 'card_id text collate "C"'])}
${CAUSES.slice(1)
  .map((name) => projectionTable(`ledger.${name}`, CAUSE_COLUMNS))
  .join('\n')}
${projectionTable('ledger.card_accounts', ['account_id text'])}
${underFaults('ledger', [...CAUSES, 'card_accounts'])}

create table ledger.entries (
  -- made of cause, effect and version: the same fold of the same log makes the same
  id text collate "C" primary key,
  kind text not null,
  scope text not null,
  cause_id text collate "C" not null,
  ordinal integer not null,
  version integer not null,
  account_scope text not null,
  account_id text collate "C" not null,
  operation text not null check (operation in ('credit', 'debit', 'hold', 'release')),
  amount numeric(38, 0) not null,
  currency text not null,
  origin text not null,
  effective_at timestamptz not null,
  -- when it was written: the second axis of every balance
  recorded_at timestamptz not null default now(),
  event_id text collate "C" not null,
  -- the entry that this one takes back; one entry is taken back once
  reverses text collate "C" unique references ledger.entries (id),
  unique (cause_id, kind, scope, ordinal, version)
);
create index entries_account on ledger.entries (account_id, account_scope, effective_at desc, id desc);
-- holds are few among the entries of an account that all money passes through
create index entries_holds on ledger.entries (account_id, account_scope, effective_at desc, id desc)
  where operation = 'hold' and reverses is null;
create index transactions_reverts on ledger.transactions (reverts_id) where reverts_id is not null;
create index transactions_card on ledger.transactions (card_id) where card_id is not null;
create index transactions_origin on ledger.transactions (id_in_origin) where id_in_origin is not null;

create table ledger.postings (
  entry_id text collate "C" not null references ledger.entries (id),
  leg smallint not null,
  account_scope text not null,
  -- external/<origin> is the other side of what comes from and goes to the world
  account_id text collate "C" not null,
  bucket text not null check (bucket in ('available', 'pending')),
  amount numeric(38, 0) not null,
  currency text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (entry_id, leg)
);
create index postings_account on ledger.postings (account_id, account_scope, currency, effective_at)
  include (recorded_at, bucket, amount);

create function ledger.hold_to_zero() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added group by entry_id, currency having sum(amount) <> 0)
     or exists (select 1 from added group by entry_id having count(*) < 2) then
    raise exception 'postings of an entry do not sum to zero' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger hold_to_zero after insert on ledger.postings
  referencing new table as added for each statement execute function ledger.hold_to_zero();

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on ledger.entries
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.postings
  for each statement execute function ledger.refuse_change();

create table ledger.balances (
  account_id text collate "C" not null,
  account_scope text not null,
  currency text not null,
  kind text not null check (kind in ('ledger', 'bank', 'wallet', 'external')),
  provider text not null,
  livemode boolean not null,
  -- sums of amounts that may have 38 digits each
  available numeric(60, 0) not null,
  pending numeric(60, 0) not null,
  entries bigint not null,
  last_entry text collate "C" not null,
  last_effective_at timestamptz not null,
  opened_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  sequence bigint not null,
  primary key (account_id, account_scope, currency)
) with (fillfactor = 70);
create index balances_negative on ledger.balances (account_id) where available < 0 and kind <> 'external';

create table ledger.unrouted (
  kind text not null,
  scope text not null,
  cause_id text collate "C" not null,
  ordinal integer not null,
  operation text not null,
  amount numeric(38, 0) not null,
  currency text not null,
  origin text not null,
  id_in_origin text,
  card_id text collate "C",
  effective_at timestamptz,
  event_id text not null,
  since timestamptz not null default now(),
  primary key (cause_id, kind, scope, ordinal)
);
create index unrouted_since on ledger.unrouted (since, cause_id);
`,
};
