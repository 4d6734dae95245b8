import type { EntityKind, LedgerCauseView } from '#contracts';
import type { Difference } from '#event-store';
import { settle, type NewEntry } from '#ledger-domain';
import type { Sql } from '#persistence';
import { readEntries } from './books.js';
import { cardsOf, readCardAccounts } from './card-routes.js';
import { causeKey, type Cause } from './cause.js';
import { causes } from './causes.js';
import { readUnrouted, unroutedWords } from './read-unrouted.js';
import { wishOf } from './wish.js';

/** Causes of a look: their views and entries are some two megabytes. */
const ROWS = 1_000;

/**
 * What must hold of the books beyond the rows of their causes: every cause has the entries that its effects ask for, each
 * once, and no other, and is listed as unrouted for those without an account; every entry has its two postings, and they
 * sum to zero; balances are the sums of the postings.
 */
export const checkBooks = async (sql: Sql): Promise<readonly Difference[]> => [
  ...(await causesNotAsPosted(sql)),
  ...(await rowsThatBreakARule(sql)),
];

const causesNotAsPosted = async (sql: Sql): Promise<Difference[]> => {
  const found: Difference[] = [];
  for (const { fold, table } of causes) {
    let after: { id: string; scope: string } | undefined;
    for (;;) {
      const rows = await sql.query<{ id: string; scope: string; view: LedgerCauseView }>(
        `select id, scope, view from ${table}
         where $1::text is null or (id, scope) > ($1 collate "C", $2::text)
         order by id, scope limit ${String(ROWS)}`,
        [after?.id ?? null, after?.scope ?? null],
      );
      if (rows.length === 0) break;
      found.push(...(await differencesOf(sql, fold.kind, rows)));
      after = rows.at(-1);
    }
  }
  return found;
};

const differencesOf = async (
  sql: Sql,
  kind: EntityKind,
  rows: readonly { readonly scope: string; readonly view: LedgerCauseView }[],
): Promise<Difference[]> => {
  const told = rows.map(({ scope, view }): Cause => ({ kind, scope, view }));
  const accountOf = await readCardAccounts(sql, cardsOf(told));
  const written = await readEntries(sql, told);
  const listed = await readUnrouted(sql, told);
  return told.flatMap((cause) => {
    const wish = wishOf(cause, accountOf);
    return [
      ...notAsPosted(cause, settle(wish.movements, written.get(causeKey(cause)) ?? [])),
      ...notAsListed(cause, wish.unrouted.map(unroutedWords), listed.get(causeKey(cause)) ?? []),
    ];
  });
};

const notAsPosted = (cause: Cause, unposted: readonly NewEntry[]): Difference[] => {
  if (unposted.length === 0) return [];
  const missing = unposted.filter(({ reverses }) => reverses === null).length;
  const superfluous = unposted.length - missing;
  return [
    broken('ledger.entries', cause.scope, cause.view.id, {
      fields: ['effects'],
      detail: `${String(missing)} of its effects are not posted, and ${String(superfluous)} of its entries in force are no effects of it`,
    }),
  ];
};

const notAsListed = (cause: Cause, wanted: readonly string[], listed: readonly string[]): Difference[] => {
  const missing = wanted.filter((words) => !listed.includes(words)).length;
  const superfluous = listed.filter((words) => !wanted.includes(words)).length;
  if (missing + superfluous === 0) return [];
  return [
    broken('ledger.unrouted', cause.scope, cause.view.id, {
      fields: ['effects'],
      detail: `${String(missing)} of its movements without an account are not listed, and ${String(superfluous)} are listed that should not be`,
    }),
  ];
};

/** SQL: whether there is the row of a cause that `row` names by its kind, scope and cause id. */
const isKnown = (row: string): string =>
  causes
    .map(
      ({ fold, table }) =>
        `(${row}.kind = '${fold.kind}' and exists (select from ${table} c where (c.id, c.scope) = (${row}.cause_id, ${row}.scope)))`,
    )
    .join(' or ');

/** SQL: an entry `e` that takes nothing back, and that nothing takes back. */
const IN_FORCE = 'e.reverses is null and not exists (select from ledger.entries o where o.reverses = e.id)';

/** SQL: on what kind of account a cause of the kind of `e` moves money. */
const ACCOUNT_KIND = `case e.kind when 'ledger_transaction' then 'ledger' when 'wallet_credit' then 'wallet' else 'bank' end`;

/** Each finds rows that break a rule of double entry: whatever wrote them, it was not the ledger. */
const RULES: readonly (readonly [table: string, fields: readonly string[], detail: string, query: string])[] = [
  [
    'ledger.entries',
    ['cause_id'],
    'An entry in force whose cause the log does not know',
    // One that a rebuild has taken back stays where it is.
    `select e.scope, e.id from ledger.entries e
     where ${IN_FORCE} and not (${isKnown('e')})`,
  ],
  [
    'ledger.entries',
    ['reverses'],
    'It takes back an entry whose exact opposite it is not',
    `select r.scope, r.id from ledger.entries r
     where r.reverses is not null and not exists (
       select from ledger.entries e
       where e.id = r.reverses and e.reverses is null
         and (e.cause_id, e.kind, e.scope, e.ordinal, e.account_id, e.account_scope, e.amount, e.currency, e.origin, e.effective_at)
           = (r.cause_id, r.kind, r.scope, r.ordinal, r.account_id, r.account_scope, r.amount, r.currency, r.origin, r.effective_at)
         and (e.operation, r.operation) in (('credit', 'debit'), ('debit', 'credit'), ('hold', 'release'), ('release', 'hold')))`,
  ],
  [
    'ledger.entries',
    ['event_id', 'recorded_at'],
    'It names an event that its cause does not have, or was recorded before that event came',
    // What was taken back may have been of an event that the log has lost since.
    `select e.scope, e.id from ledger.entries e
     where ${IN_FORCE}
       and not exists (
         select from ledger.events v
         where (v.event_id, v.kind, v.scope, v.entity_id) = (e.event_id, e.kind, e.scope, e.cause_id)
           and v.claimed_at <= e.recorded_at)`,
  ],
  [
    'ledger.entries',
    ['version'],
    'The versions of its effect are not counted from 1',
    `select scope, min(id) as id from ledger.entries group by kind, scope, cause_id, ordinal
     having min(version) <> 1 or max(version) <> count(*)`,
  ],
  [
    'ledger.postings',
    ['amount'],
    'Its postings are not the two legs of the entry',
    // What `legsOf` makes, written once more on purpose: the database is asked, not the code that wrote it.
    `select e.scope, e.id
     from (select *, operation in ('hold', 'release') as within,
                  case when operation in ('credit', 'release') then amount else -amount end as signed
           from ledger.entries) e
     left join ledger.postings p on p.entry_id = e.id and p.account_scope = e.account_scope and p.currency = e.currency
       and p.effective_at = e.effective_at and p.recorded_at = e.recorded_at
       and ((p.leg = 0 and p.account_id = e.account_id and p.bucket = 'available' and p.amount = e.signed)
         or (p.leg = 1 and p.amount = -e.signed
           and p.account_id = case when e.within then e.account_id else 'external/' || e.origin end
           and p.bucket = case when e.within then 'pending' else 'available' end))
     group by e.scope, e.id
     having count(p.entry_id) <> 2 or (select count(*) from ledger.postings every where every.entry_id = e.id) <> 2`,
  ],
  [
    'ledger.unrouted',
    ['cause_id'],
    'It is listed for a cause that there is not',
    `select u.scope, u.cause_id as id from ledger.unrouted u where not (${isKnown('u')})`,
  ],
  [
    'ledger.unrouted',
    ['since'],
    'It cannot have been listed since then',
    `select u.scope, u.cause_id as id from ledger.unrouted u
     where u.since > clock_timestamp()
       or u.since < (select min(v.claimed_at) from ledger.events v
                     where (v.entity_id, v.kind, v.scope) = (u.cause_id, u.kind, u.scope))`,
  ],
  [
    'ledger.balances',
    ['available', 'pending'],
    'The balance is not the sum of the postings',
    `select coalesce(b.account_scope, p.account_scope) as scope, coalesce(b.account_id, p.account_id) as id
     from ledger.balances b
     full join (select account_id, account_scope, currency,
                       coalesce(sum(amount) filter (where bucket = 'available'), 0) as available,
                       coalesce(sum(amount) filter (where bucket = 'pending'), 0) as pending
                from ledger.postings group by 1, 2, 3) p using (account_id, account_scope, currency)
     where b.available is distinct from p.available or b.pending is distinct from p.pending`,
  ],
  [
    'ledger.balances',
    ['sequence'],
    'Another account, or a cause, has the same',
    `with own as (select distinct account_id, account_scope, sequence from ledger.balances where sequence > 0),
          given as (select sequence from own ${causes.map(({ table }) => `union all select sequence from ${table}`).join(' ')})
     select account_scope as scope, account_id as id from own
     where sequence in (select sequence from given group by 1 having count(*) > 1)`,
  ],
  [
    'ledger.balances',
    [
      'kind',
      'provider',
      'livemode',
      'entries',
      'last_entry',
      'last_effective_at',
      'opened_at',
      'updated_at',
      'sequence',
    ],
    'What it says of its account is not what the postings and their causes say',
    // An account is opened and changed by a statement after that which posts; only those of our own have a sequence.
    `select b.account_scope as scope, b.account_id as id
     from ledger.balances b
     join (select account_id, account_scope, currency, max(effective_at) as last_effective_at,
                  min(recorded_at) as first, max(recorded_at) as last,
                  count(*) filter (where (leg = 1) = (account_id like 'external/%')) as entries
           from ledger.postings group by 1, 2, 3) p using (account_id, account_scope, currency)
     cross join ledger.outbox_sequence given
     where b.entries <> p.entries or b.last_effective_at <> p.last_effective_at
       or b.last_entry <> (select max(l.entry_id) from ledger.postings l
                           where (l.account_id, l.account_scope, l.currency, l.effective_at)
                               = (b.account_id, b.account_scope, b.currency, p.last_effective_at))
       or b.opened_at not between p.first and b.updated_at or b.updated_at not between p.last and clock_timestamp()
       or b.sequence not between 0 and given.last_value or (b.sequence = 0) <> (b.kind = 'external')
       or b.provider <> split_part(b.account_scope, '/', 1) or b.livemode = (b.account_scope like '%/test')
       or case when b.kind = 'external'
            then not exists (select from ledger.entries e
                             where e.account_scope = b.account_scope and 'external/' || e.origin = b.account_id)
            else not exists (select from ledger.entries e
                             where (e.account_id, e.account_scope) = (b.account_id, b.account_scope)
                               and ${ACCOUNT_KIND} = b.kind) end`,
  ],
];

const rowsThatBreakARule = async (sql: Sql): Promise<Difference[]> => {
  const found: Difference[] = [];
  for (const [table, fields, detail, query] of RULES) {
    const rows = await sql.query<{ scope: string; id: string }>(`${query} order by 2, 1 limit ${String(ROWS)}`);
    for (const { scope, id } of rows) found.push(broken(table, scope, id, { fields, detail }));
  }
  return found;
};

const broken = (table: string, scope: string, id: string, what: Pick<Difference, 'fields' | 'detail'>): Difference => ({
  table,
  problem: 'broken',
  scope,
  id,
  ...what,
});
