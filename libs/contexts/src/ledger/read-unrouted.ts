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
  card_id: string | null;
}

/** What is listed of some causes, each movement in the words of `wordsOf`. */
export const readUnrouted = async (sql: Sql, causes: readonly Cause[]): Promise<ReadonlyMap<string, string[]>> => {
  const rows = await sql.query<UnroutedRow>(
    `select kind, scope, cause_id, ordinal, operation, amount::text, currency, card_id
     from ledger.unrouted join ${CAUSE_TABLE} using (kind, scope, cause_id) order by ordinal`,
    causeArrays(causes),
  );
  const listed = new Map<string, string[]>();
  for (const { kind, scope, cause_id, ordinal, operation, amount, currency, card_id } of rows) {
    const key = causeKey({ kind, scope, view: { id: cause_id } });
    listed.set(key, [...(listed.get(key) ?? []), wordsOf(ordinal, operation, amount, currency, card_id)]);
  }
  return listed;
};

/** A movement that should be listed, in the same words. */
export const unroutedWords = ({ ordinal, effect: { operation, amount, card_id } }: Unrouted): string =>
  wordsOf(ordinal, operation, amount?.amount ?? '', amount?.currency ?? '', card_id);

const wordsOf = (ordinal: number, ...words: readonly (string | null)[]): string =>
  [String(ordinal), ...words.map((word) => word ?? '')].join(' ');
