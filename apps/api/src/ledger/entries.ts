import { z } from 'zod';
import { InstantView, LEDGER_OPERATIONS, type LedgerEntry, type LedgerOperation } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery, positionText } from '#http';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import { moment } from '../entities/filters.js';
import { AccountQuery, type AccountFamily, findAccount } from './accounts.js';

export const EntriesQuery = z.strictObject({
  ...PagingQuery,
  ...AccountQuery.shape,
  from: moment.meta({ format: 'date-time', description: 'Effective at or after: inclusive' }),
  to: moment.meta({ format: 'date-time', description: 'Effective before: exclusive' }),
  operation: z.enum(LEDGER_OPERATIONS).optional(),
});
export type EntriesQuery = z.infer<typeof EntriesQuery>;

interface EntryRow {
  readonly id: string;
  readonly kind: string;
  readonly cause_id: string;
  readonly account_id: string;
  readonly operation: LedgerOperation;
  readonly amount: string;
  readonly currency: string;
  readonly origin: string;
  readonly effective_at: Instant;
  readonly recorded_at: Instant;
  readonly event_id: string;
  readonly id_in_origin: string | null;
  readonly reverts_id: string | null;
  readonly reverted_by_id: string | null;
  readonly corrects_id: string | null;
  readonly corrected_by_id: string | null;
  readonly delivery_id: string | null;
}

const Position = z.strictObject({ list: z.literal('entries'), effective_at: InstantView, id: positionText });

/** The entries of an account, latest first. @throws ProblemError `not_found` */
export const listEntries = async (
  sql: Sql,
  family: AccountFamily,
  id: string,
  query: EntriesQuery,
): Promise<{ data: LedgerEntry[]; next_cursor: string | null }> => {
  const { limit, cursor, from, to, operation } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const { account_id, account_scope } = await findAccount(sql, family, id, query);
  const rows = await sql.query<EntryRow>(
    `select e.id, e.kind, e.cause_id, e.account_id, e.operation, e.amount::text as amount, e.currency, e.origin,
            e.effective_at, e.recorded_at, e.event_id, e.reverses as corrects_id,
            (select c.id from ledger.entries c where c.reverses = e.id) as corrected_by_id,
            t.id_in_origin, t.reverts_id,
            (select min(r.id) from ledger.transactions r
             where e.kind = 'ledger_transaction' and r.reverts_id = e.cause_id and r.scope = e.scope) as reverted_by_id,
            -- an event id of the provider's may stand on several contents: of those nobody knows here which one it was
            (select min(v.delivery_id::text) from ledger.events v
             where (v.event_id, v.kind, v.scope, v.entity_id) = (e.event_id, e.kind, e.scope, e.cause_id)
             having count(*) = 1) as delivery_id
     from ledger.entries e
     left join ledger.transactions t on e.kind = 'ledger_transaction' and t.id = e.cause_id and t.scope = e.scope
     where e.account_id = $1 and e.account_scope = $2
       and ($3::timestamptz is null or e.effective_at >= $3) and ($4::timestamptz is null or e.effective_at < $4)
       and ($5::text is null or e.operation = $5)
       and ($6::timestamptz is null or (e.effective_at, e.id) < ($6, $7 collate "C"))
     order by e.effective_at desc, e.id desc limit $8`,
    [
      ...[account_id, account_scope, from ?? null, to ?? null, operation ?? null],
      ...[after?.effective_at ?? null, after?.id ?? null, limit + 1],
    ],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map(entryAnswer),
    next_cursor: last ? encodeCursor({ list: 'entries', effective_at: last.effective_at, id: last.id }) : null,
  };
};

/** Where what moved the money is read. */
const CAUSE_PATHS: Readonly<Record<string, string>> = {
  ledger_transaction: 'ledger/transactions',
  transfer: 'transfers',
  collection_intent: 'collection-intents',
};

const entryAnswer = (row: EntryRow): LedgerEntry => {
  const { kind, cause_id: causeId, operation, amount, currency, origin, delivery_id: deliveryId } = row;
  const path = CAUSE_PATHS[kind];
  const cause = path && `/v1/${path}/${encodeURIComponent(causeId)}`;
  const isWithin = operation === 'hold' || operation === 'release';
  return {
    id: row.id,
    ledger_transaction_id: kind === 'ledger_transaction' ? causeId : null,
    operation,
    origin,
    id_in_origin: row.id_in_origin ?? (kind === 'ledger_transaction' ? null : causeId),
    amount: { amount, currency },
    counter_account: isWithin ? `${row.account_id}/pending` : `external/${origin}`,
    effective_at: row.effective_at,
    recorded_at: row.recorded_at,
    reverts_id: row.reverts_id,
    reverted_by_id: row.reverted_by_id,
    corrects_id: row.corrects_id,
    corrected_by_id: row.corrected_by_id,
    event_id: row.event_id,
    links: {
      ...(cause && { cause, event: `${cause}/events` }),
      ...(deliveryId && { delivery: `/v1/deliveries/${deliveryId}` }),
    },
  };
};
