/** The tables that a careful team would make for double entry: every event once, entries with two postings, balances. */
export const SCHEMA = `
create schema naive_ledger;
create table naive_ledger.events (
  id text primary key,
  received_at timestamptz not null default now()
);
create table naive_ledger.entries (
  id bigint generated always as identity primary key,
  event_id text not null references naive_ledger.events (id),
  operation text not null,
  origin text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null default now()
);
create table naive_ledger.postings (
  entry_id bigint not null references naive_ledger.entries (id),
  leg smallint not null,
  account_id text not null,
  bucket text not null,
  amount bigint not null,
  currency text not null,
  primary key (entry_id, leg)
);
create index on naive_ledger.postings (account_id, currency);
create table naive_ledger.balances (
  account_id text not null,
  currency text not null,
  bucket text not null,
  amount bigint not null,
  primary key (account_id, currency, bucket)
);`;
