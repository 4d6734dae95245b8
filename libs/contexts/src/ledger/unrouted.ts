import type { LedgerEffect } from '#contracts';
import type { Sql } from '#persistence';
import { CAUSE_TABLE, causeArrays, type Cause } from './cause.js';

/** A movement whose account nobody knows yet. */
export interface Unrouted {
  readonly cause: Cause;
  readonly ordinal: number;
  readonly effect: LedgerEffect;
}

/** What of these causes is unrouted is what is told now, and since when it was before. */
export const replaceUnrouted = async (
  sql: Sql,
  causes: readonly Cause[],
  unrouted: readonly Unrouted[],
): Promise<void> => {
  const column = <T>(of: (one: Unrouted) => T): T[] => unrouted.map(of);
  await sql.query(
    `delete from ledger.unrouted u using ${CAUSE_TABLE}
     where u.cause_id = cause.cause_id and u.kind = cause.kind and u.scope = cause.scope
       and (u.cause_id, u.kind, u.scope, u.ordinal) not in
         (select * from unnest($4::text[], $5::text[], $6::text[], $7::int[]))`,
    [
      ...causeArrays(causes),
      column(({ cause }) => cause.view.id),
      column(({ cause }) => cause.kind),
      column(({ cause }) => cause.scope),
      column(({ ordinal }) => ordinal),
    ],
  );
  if (unrouted.length === 0) return;
  await sql.query(
    `insert into ledger.unrouted (kind, scope, cause_id, ordinal, operation, amount, currency, origin, id_in_origin,
                                  card_id, effective_at, event_id, since)
     select *, statement_timestamp() from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::numeric[], $7::text[],
                          $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::text[])
     on conflict (cause_id, kind, scope, ordinal) do update set
       operation = excluded.operation, amount = excluded.amount, currency = excluded.currency, origin = excluded.origin,
       id_in_origin = excluded.id_in_origin, card_id = excluded.card_id, effective_at = excluded.effective_at,
       event_id = excluded.event_id`,
    [
      column(({ cause }) => cause.kind),
      column(({ cause }) => cause.scope),
      column(({ cause }) => cause.view.id),
      column(({ ordinal }) => ordinal),
      column(({ effect }) => effect.operation),
      column(({ effect }) => effect.amount?.amount),
      column(({ effect }) => effect.amount?.currency),
      column(({ cause }) => cause.view.origin),
      column(({ cause }) => cause.view.id_in_origin),
      column(({ effect }) => effect.card_id),
      column(({ effect }) => effect.effective_at),
      column(({ effect }) => effect.event_id),
    ],
  );
};
