import { Consumers, type LedgerAccountKind, type Provider } from '#contracts';
import { nextSequences } from '#event-store';
import { legsOf } from '#ledger-domain';
import type { Sql } from '#persistence';
import { externalAccount, type WrittenEntry } from './books.js';

/** An account that changed; in one of its currencies or several. */
export interface ChangedAccount {
  readonly id: string;
  readonly scope: string;
  /** Of this change; rising per account. */
  readonly sequence: bigint;
}

interface Sum {
  readonly accountId: string;
  readonly scope: string;
  readonly currency: string;
  readonly kind: LedgerAccountKind | 'external';
  readonly provider: Provider;
  readonly livemode: boolean;
  available: bigint;
  pending: bigint;
  entries: number;
  last: WrittenEntry;
}

/**
 * Adds what was posted to the balances: summed first, so that an account that every entry of a batch is on is written
 * once. Sorted, so that two transactions that meet wait for each other and never in a circle.
 *
 * @returns the accounts of our own that changed
 */
export const addToBalances = async (sql: Sql, written: readonly WrittenEntry[]): Promise<ChangedAccount[]> => {
  if (written.length === 0) return [];
  const sums = [...sumsOf(written).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const accounts = await lockAccounts(sql, sums);
  const column = <T>(of: (sum: Sum) => T): T[] => sums.map(of);
  await sql.query(
    `insert into ledger.balances as b (account_id, account_scope, currency, kind, provider, livemode, available, pending,
                                       entries, last_entry, last_effective_at, sequence, opened_at, updated_at)
     select *, statement_timestamp(), statement_timestamp()
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::numeric[], $8::numeric[],
                 $9::bigint[], $10::text[], $11::timestamptz[], $12::bigint[])
     on conflict (account_id, account_scope, currency) do update set
       available = b.available + excluded.available,
       pending = b.pending + excluded.pending,
       entries = b.entries + excluded.entries,
       last_entry = case when (excluded.last_effective_at, excluded.last_entry) >= (b.last_effective_at, b.last_entry)
                         then excluded.last_entry else b.last_entry end,
       last_effective_at = greatest(b.last_effective_at, excluded.last_effective_at),
       -- whoever waited for another's row began before it wrote
       updated_at = greatest(b.updated_at, excluded.updated_at),
       sequence = excluded.sequence`,
    [
      column(({ accountId }) => accountId),
      column(({ scope }) => scope),
      column(({ currency }) => currency),
      column(({ kind }) => kind),
      column(({ provider }) => provider),
      column(({ livemode }) => livemode),
      column(({ available }) => available.toString()),
      column(({ pending }) => pending.toString()),
      column(({ entries }) => entries),
      column(({ last }) => last.id),
      column(({ last }) => last.effectiveAt),
      column((sum) => (accounts.get(accountKey(sum))?.sequence ?? 0n).toString()),
    ],
  );
  return [...accounts.values()];
};

const accountKey = ({ accountId, scope }: Pick<Sum, 'accountId' | 'scope'>): string => `${accountId}\n${scope}`;

/**
 * Accounts of our own are told whole, with the balances of all their currencies: two transactions that change one take
 * turns, and the second sees what the first has left. Only behind the lock a sequence is taken, so that the higher one
 * knows more.
 */
const lockAccounts = async (sql: Sql, sums: readonly Sum[]): Promise<ReadonlyMap<string, ChangedAccount>> => {
  const own = new Map(sums.filter(({ kind }) => kind !== 'external').map((sum) => [accountKey(sum), sum]));
  await sql.query(
    `select pg_advisory_xact_lock(key)
     from (select hashtextextended('ledger account ' || name, 0) as key from unnest($1::text[]) name order by 1) names`,
    [[...own.keys()]],
  );
  const sequences = await nextSequences(sql, Consumers.ledger.schema, own.size);
  return new Map(
    [...own].map(([key, { accountId: id, scope }], at) => [key, { id, scope, sequence: sequences[at] ?? 0n }]),
  );
};

const keyOf = ({ accountId, scope, currency }: Pick<Sum, 'accountId' | 'scope' | 'currency'>): string =>
  `${accountId}\n${scope}\n${currency}`;

const sumsOf = (written: readonly WrittenEntry[]): Map<string, Sum> => {
  const sums = new Map<string, Sum>();
  for (const one of written) {
    const { provider } = one.cause.view;
    const { currency, accountKind, accountScope: scope } = one.entry;
    const livemode = scope === provider;
    const seen = new Set<string>();
    for (const { accountId: own, bucket, amount } of legsOf(one.entry)) {
      const accountId = own ?? externalAccount(one.entry);
      const kind = own === null ? 'external' : accountKind;
      const key = keyOf({ accountId, scope, currency });
      const account = { accountId, scope, currency, kind, provider, livemode } as const;
      const sum: Sum = sums.get(key) ?? { ...account, available: 0n, pending: 0n, entries: 0, last: one };
      sum[bucket] += amount;
      if (!seen.has(key)) sum.entries += 1;
      seen.add(key);
      if (isLater(one, sum.last)) sum.last = one;
      sums.set(key, sum);
    }
  }
  return sums;
};

const isLater = (a: WrittenEntry, b: WrittenEntry): boolean =>
  a.effectiveAt > b.effectiveAt || (a.effectiveAt === b.effectiveAt && a.id > b.id);
