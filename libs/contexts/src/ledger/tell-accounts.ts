import { Consumers, LEDGER_ACCOUNT_CHANGED, Topics } from '#contracts';
import { writeOutbox, type Change } from '#event-store';
import { instantOf } from '#kernel';
import { storableJson, type Sql } from '#persistence';
import type { ChangedAccount } from './balances.js';

interface BalanceRow {
  account_id: string;
  account_scope: string;
  kind: string;
  provider: string;
  livemode: boolean;
  balances: unknown;
  last_entry: unknown;
}

/** Tells subscribers of every account that changed: all its balances, and the last entry on it. */
export const tellAccounts = async (sql: Sql, accounts: readonly ChangedAccount[], nowMs: number): Promise<void> => {
  if (accounts.length === 0) return;
  const rows = await sql.query<BalanceRow>(
    `select b.account_id, b.account_scope, min(b.kind) as kind, min(b.provider) as provider, bool_and(b.livemode) as livemode,
            json_agg(json_build_object('currency', b.currency, 'available', b.available::text, 'pending', b.pending::text,
                                       'total', (b.available + b.pending)::text) order by b.currency) as balances,
            (array_agg(json_build_object(
               'id', e.id, 'operation', e.operation, 'origin', e.origin, 'cause', e.cause_id,
               'amount', json_build_object('amount', e.amount::text, 'currency', e.currency),
               'effective_at', to_char(e.effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
             order by b.last_effective_at desc, e.id desc))[1] as last_entry
     from ledger.balances b
     join unnest($1::text[], $2::text[]) as account (id, scope) on b.account_id = account.id and b.account_scope = account.scope
     join ledger.entries e on e.id = b.last_entry
     group by b.account_id, b.account_scope`,
    [accounts.map(({ id }) => id), accounts.map(({ scope }) => scope)],
  );
  const sequenceOf = new Map(accounts.map(({ id, scope, sequence }) => [`${scope}/${id}`, sequence]));
  const changes = rows.map(({ account_id: id, account_scope: scope, ...account }): Change => ({
    type: LEDGER_ACCOUNT_CHANGED,
    kind: 'ledger_account',
    subject: `${scope}/${id}`,
    sequence: sequenceOf.get(`${scope}/${id}`) ?? 0n,
    view: storableJson({ id, ...account }),
  }));
  const context = {
    consumer: Consumers.ledger.name,
    schema: Consumers.ledger.schema,
    cleanTopic: Topics.cleanLedger.name,
  };
  await writeOutbox(sql, context, changes, instantOf(nowMs));
};
