import type { Sql } from '#persistence';
import { CAUSE_TABLE, causeArrays, causeKey, type Cause } from './cause.js';
import type { Unrouted } from './unrouted.js';

interface UnroutedRow {
  kind: Cause['kind'];
  scope: string;
  cause_id: string;
  ordinal: number;
  operation: string;
  amount: string;
  currency: string;
  origin: string;
  id_in_origin: string | null;
  card_id: string | null;
  effective_at: string | null;
  event_id: string;
}

/** What is listed of some causes, each movement in the words of `wordsOf`. */
export const readUnrouted = async (sql: Sql, causes: readonly Cause[]): Promise<ReadonlyMap<string, string[]>> => {
  const rows = await sql.query<UnroutedRow>(
    `select kind, scope, cause_id, ordinal, operation, amount::text, currency, origin, id_in_origin, card_id,
            effective_at, event_id
     from ledger.unrouted join ${CAUSE_TABLE} using (kind, scope, cause_id) order by ordinal`,
    causeArrays(causes),
  );
  const listed = new Map<string, string[]>();
  for (const { kind, scope, cause_id, ordinal, operation, amount, currency, ...row } of rows) {
    const key = causeKey({ kind, scope, view: { id: cause_id } });
    const from = [row.origin, row.id_in_origin, row.card_id, row.effective_at, row.event_id];
    listed.set(key, [...(listed.get(key) ?? []), wordsOf(ordinal, operation, amount, currency, ...from)]);
  }
  return listed;
};

/** A movement that should be listed, in the same words. */
export const unroutedWords = ({ cause: { view }, ordinal, effect }: Unrouted): string => {
  const { operation, amount, card_id, effective_at, event_id } = effect;
  const from = [view.origin, view.id_in_origin, card_id, effective_at, event_id];
  return wordsOf(ordinal, operation, amount?.amount ?? '', amount?.currency ?? '', ...from);
};

const wordsOf = (...words: readonly (number | string | null)[]): string => JSON.stringify(words);
