import { ledgerContext } from '#contexts';
import { applyBatch } from '#event-store';
import type { Database, Sql } from '#persistence';
import type { LedgerTold } from './told.js';

const TABLES = [
  ...['events', 'entities', 'checkpoints', 'outbox', 'unrouted', 'balances'],
  ...[...ledgerContext.projections.values()].map(({ table }) => table.replace('ledger.', '')),
];

/** Empties the ledger: the triggers that keep its books from change are put aside, as only a superuser may. */
export const wipeLedger = (database: Database): Promise<void> =>
  database.transaction(async (sql) => {
    await sql.query('set local session_replication_role = replica');
    await sql.query(['postings', 'entries', ...TABLES].map((table) => `delete from ledger.${table}`).join('; '));
  });

const offsets = new Map<string, bigint>();

/** Applies records as the consumer does: each batch is of one topic. */
export const tellLedger = async (database: Database, batches: readonly (readonly LedgerTold[])[]): Promise<void> => {
  for (const batch of batches) {
    for (const [topic, told] of Map.groupBy(batch, (one) => one.topic)) {
      const records = told.map(({ record }) => ({ ...record, offset: nextOffset(topic) }));
      await applyBatch(database, ledgerContext, { clusterId: 'test', topic, partition: 0, records }, () => Date.now());
    }
  }
};

const nextOffset = (topic: string): bigint => {
  const offset = offsets.get(topic) ?? 0n;
  offsets.set(topic, offset + 1n);
  return offset;
};

/** What the books say of every account at every moment that anything happened, and now; what is unrouted. */
export const booksOf = async (sql: Sql): Promise<object> => {
  const [now, then, unrouted, sums] = await Promise.all([
    sql.query(
      `select account_id, account_scope, currency, available::text, pending::text from ledger.balances
       where available <> 0 or pending <> 0 order by 1, 2, 3`,
    ),
    sql.query(
      `select account_id, account_scope, currency, bucket, effective_at, sum(amount)::text as amount
       from ledger.postings group by 1, 2, 3, 4, 5 having sum(amount) <> 0 order by 1, 2, 3, 4, 5`,
    ),
    sql.query(
      `select cause_id, kind, ordinal, operation, amount::text, currency, card_id from ledger.unrouted order by 1, 2, 3`,
    ),
    sql.query<{ sum: string }>(`select sum(amount)::text as sum from ledger.postings group by currency`),
  ]);
  return { now, then, unrouted, unbalanced: sums.filter(({ sum }) => sum !== '0') };
};
