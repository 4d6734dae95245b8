import { z } from 'zod';
import type { LedgerAccount } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery, positionText, ProblemError } from '#http';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import { text } from '../entities/filters.js';

/** The accounts of a family of routes: those kept at Mono's ledger, or at a bank. */
export interface AccountFamily {
  /** Below `/v1/`. */
  readonly path: string;
  readonly kinds: readonly string[];
}

export const LEDGER_ACCOUNTS: AccountFamily = { path: 'ledger/accounts', kinds: ['ledger', 'wallet', 'external'] };
export const BANK_ACCOUNTS: AccountFamily = { path: 'bank-accounts', kinds: ['bank'] };

const livemode = z
  .enum(['true', 'false'])
  .optional()
  .meta({ description: 'Only accounts of live (or of test) facts: neither ever meets the other' });

export const AccountQuery = z.strictObject({ livemode });
export type AccountQuery = z.infer<typeof AccountQuery>;

export const AccountsQuery = z.strictObject({ ...PagingQuery, livemode, kind: text, currency: text });
export type AccountsQuery = z.infer<typeof AccountsQuery>;

export interface AccountRow {
  readonly account_id: string;
  readonly account_scope: string;
  readonly kind: LedgerAccount['kind'];
  readonly provider: string;
  readonly livemode: boolean;
  readonly balances: LedgerAccount['balances'];
  readonly sequence: bigint;
  readonly opened_at: Instant;
  readonly updated_at: Instant;
}

const SELECT = `
  select account_id, account_scope, min(kind) as kind, min(provider) as provider, bool_and(livemode) as livemode,
         json_agg(json_build_object('currency', currency, 'available', available::text, 'pending', pending::text,
                                    'total', (available + pending)::text) order by currency) as balances,
         max(sequence) as sequence, min(opened_at) as opened_at, max(updated_at) as updated_at
  from ledger.balances`;

const Position = z.strictObject({ list: z.literal('accounts'), id: positionText, scope: positionText });

/** Accounts by their id. */
export const listAccounts = async (
  sql: Sql,
  family: AccountFamily,
  { limit, cursor, livemode: live, kind, currency }: AccountsQuery,
): Promise<{ data: LedgerAccount[]; next_cursor: string | null }> => {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  // The other sides of what comes and goes are shown to who asks for them.
  const kinds = kind === undefined ? family.kinds.filter((one) => one !== 'external') : [kind];
  const rows = await sql.query<AccountRow>(
    `${SELECT}
     where kind = any($1::text[]) and kind = any($2::text[]) and ($3::bool is null or livemode = $3)
       and ($4::text is null or (account_id, account_scope) > ($4 collate "C", $5::text))
     group by account_id, account_scope
     having $6::text is null or bool_or(currency = $6)
     order by account_id, account_scope limit $7`,
    [kinds, family.kinds, live ?? null, after?.id ?? null, after?.scope ?? null, currency ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map((row) => accountAnswer(family, row)),
    next_cursor: last ? encodeCursor({ list: 'accounts', id: last.account_id, scope: last.account_scope }) : null,
  };
};

/** The live account of an id, or the one of tests where that is asked for or alone. @throws ProblemError `not_found` */
export const findAccount = async (
  sql: Sql,
  family: AccountFamily,
  id: string,
  { livemode: live }: AccountQuery,
): Promise<AccountRow> => {
  const [row] = await sql.query<AccountRow>(
    `${SELECT} where account_id = $1 and kind = any($2::text[]) and ($3::bool is null or livemode = $3)
     group by account_id, account_scope order by bool_and(livemode) desc, account_scope limit 1`,
    [id.replaceAll('\0', ''), family.kinds, live ?? null],
  );
  if (!row) throw new ProblemError('not_found', 'No account has this id, or nothing was ever booked on it.');
  return row;
};

/** Where an account and what is told of it is read. Without the mark of a test account its id means the live one. */
export const accountLink = (
  { path }: AccountFamily,
  { account_id: id, livemode: live }: Pick<AccountRow, 'account_id' | 'livemode'>,
  part = '',
): string => `/v1/${path}/${encodeURIComponent(id)}${part}${live ? '' : '?livemode=false'}`;

export const accountAnswer = (family: AccountFamily, row: AccountRow): LedgerAccount => {
  const negative = row.balances.filter(({ available }) => row.kind !== 'external' && available.startsWith('-'));
  return {
    account_id: row.account_id,
    kind: row.kind,
    provider: row.provider,
    livemode: row.livemode,
    currencies: row.balances.map(({ currency }) => currency),
    balances: row.balances,
    discrepancies: negative.map(({ currency }) => ({
      class: 'negative_balance',
      detail: `Less than nothing is available in ${currency}: it is recorded, the bank enforces`,
    })),
    sequence: row.sequence.toString(),
    opened_at: row.opened_at,
    updated_at: row.updated_at,
    links: {
      self: accountLink(family, row),
      balances: accountLink(family, row, '/balances'),
      entries: accountLink(family, row, '/entries'),
      ...(family === LEDGER_ACCOUNTS && {
        holds: accountLink(family, row, '/holds'),
        settlements: accountLink(family, row, '/settlements'),
      }),
    },
  };
};
