import { createHash } from 'node:crypto';
import { legsOf, type Entry, type NewEntry } from '#ledger-domain';
import type { Sql } from '#persistence';
import { CAUSE_TABLE, causeArrays, causeKey, type Cause } from './cause.js';
import { noteWriting } from './writing.js';

/** An entry that is to be written, or was, with its cause. */
export interface PostedEntry {
  readonly cause: Cause;
  readonly entry: NewEntry;
}

/** An entry as it stands in the books now. */
export interface WrittenEntry extends PostedEntry {
  readonly id: string;
  readonly effectiveAt: string;
}

interface EntryRow {
  id: string;
  kind: Cause['kind'];
  scope: string;
  cause_id: string;
  ordinal: number;
  version: number;
  account_id: string;
  account_scope: string;
  operation: Entry['operation'];
  amount: string;
  currency: string;
  origin: string;
  effective_at: string;
  event_id: string;
  reverses: string | null;
}

/** Everything that was ever written for some causes. */
export const readEntries = async (sql: Sql, causes: readonly Cause[]): Promise<ReadonlyMap<string, Entry[]>> => {
  const rows = await sql.query<EntryRow>(
    `select id, kind, scope, cause_id, ordinal, version, account_id, account_scope, operation, amount, currency, origin,
            effective_at, event_id, reverses
     from ledger.entries join ${CAUSE_TABLE} using (kind, scope, cause_id)`,
    causeArrays(causes),
  );
  const kinds = new Map(causes.map((cause) => [causeKey(cause), cause.view.effects]));
  return Map.groupBy(
    rows.map((row) => {
      const key = causeKey({ kind: row.kind, scope: row.scope, view: { id: row.cause_id } });
      const accountKind = kinds.get(key)?.[0]?.account_kind ?? 'ledger';
      const { id, ordinal, version, operation, currency, origin, reverses } = row;
      const at = { accountKind, accountId: row.account_id, accountScope: row.account_scope };
      const of = { effectiveAt: row.effective_at, eventId: row.event_id };
      return {
        key,
        ...{ id, ordinal, version, operation, currency, origin, reverses },
        amount: BigInt(row.amount),
        ...at,
        ...of,
      };
    }),
    ({ key }) => key,
  );
};

/** Made of cause, effect and version: the same log comes to the same ids. */
const entryId = ({ cause, entry }: PostedEntry): string => {
  const name = `${causeKey(cause)}\n${String(entry.ordinal)}\n${String(entry.version)}`;
  return `ent_${createHash('sha256').update(name).digest('base64url').slice(0, 22)}`;
};

/** Appends entries with their postings. */
export const writeEntries = async (sql: Sql, posted: readonly PostedEntry[]): Promise<WrittenEntry[]> => {
  if (posted.length === 0) return [];
  await noteWriting(sql);
  const ids = posted.map(entryId);
  const column = <T>(of: (one: PostedEntry) => T): T[] => posted.map(of);
  const rows = await sql.query<{ id: string; effective_at: string; recorded_at: string }>(
    `insert into ledger.entries (id, kind, scope, cause_id, ordinal, version, account_scope, account_id, operation, amount,
                                 currency, origin, effective_at, event_id, reverses, recorded_at)
     select id, kind, scope, cause_id, ordinal, version, account_scope, account_id, operation, amount, currency, origin,
            coalesce(effective_at, statement_timestamp()), event_id, reverses, statement_timestamp()
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[],
                 $10::numeric[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[])
       as entry (id, kind, scope, cause_id, ordinal, version, account_scope, account_id, operation, amount, currency,
                 origin, effective_at, event_id, reverses)
     returning id, effective_at, recorded_at`,
    [
      ids,
      column(({ cause }) => cause.kind),
      column(({ cause }) => cause.scope),
      column(({ cause }) => cause.view.id),
      column(({ entry }) => entry.ordinal),
      column(({ entry }) => entry.version),
      column(({ entry }) => entry.accountScope),
      column(({ entry }) => entry.accountId),
      column(({ entry }) => entry.operation),
      column(({ entry }) => entry.amount.toString()),
      column(({ entry }) => entry.currency),
      column(({ entry }) => entry.origin),
      column(({ entry }) => entry.effectiveAt),
      column(({ entry }) => entry.eventId),
      column(({ entry }) => entry.reverses),
    ],
  );
  const effectiveAt = new Map(rows.map(({ id, effective_at }) => [id, effective_at]));
  // When they are written, not when the transaction began: a rebuild folds a whole log before.
  const recordedAt = rows[0]?.recorded_at ?? '';
  const written = posted.map((one, at): WrittenEntry => {
    const id = ids[at] ?? '';
    return { ...one, id, effectiveAt: effectiveAt.get(id) ?? '' };
  });
  await writePostings(sql, written, recordedAt);
  return written;
};

/** The other side of what comes from the world and goes to it. */
export const externalAccount = ({ origin }: NewEntry): string => `external/${origin}`;

/** Both legs of every entry in one statement: the database looks at their sum when it ends. */
const writePostings = async (sql: Sql, written: readonly WrittenEntry[], recordedAt: string): Promise<void> => {
  const legs = written.flatMap((one) => legsOf(one.entry).map((leg, at) => ({ ...one, leg, nth: at })));
  const column = <T>(of: (one: (typeof legs)[number]) => T): T[] => legs.map(of);
  await sql.query(
    `insert into ledger.postings (entry_id, leg, account_scope, account_id, bucket, amount, currency, effective_at,
                                  recorded_at)
     select entry_id, leg, account_scope, account_id, bucket, amount, currency, effective_at, $9
     from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::text[],
                 $8::timestamptz[])
       as posting (entry_id, leg, account_scope, account_id, bucket, amount, currency, effective_at)`,
    [
      column(({ id }) => id),
      column(({ nth }) => nth),
      column(({ entry }) => entry.accountScope),
      column(({ entry, leg }) => leg.accountId ?? externalAccount(entry)),
      column(({ leg }) => leg.bucket),
      column(({ leg }) => leg.amount.toString()),
      column(({ entry }) => entry.currency),
      column(({ effectiveAt }) => effectiveAt),
      recordedAt,
    ],
  );
};
