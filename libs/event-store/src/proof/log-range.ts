import type { Sql } from '#persistence';

/** A part of a log: the entities whose id is at least `from` and below `below`; null is no bound. */
export interface LogRange {
  readonly from: string | null;
  readonly below: string | null;
}

export const WHOLE_LOG: LogRange = { from: null, below: null };

/** Parts of about as many entities each, which together are the whole log. */
export const splitLog = async (sql: Sql, schema: string, parts: number): Promise<LogRange[]> => {
  const [row] = await sql.query<{ n: bigint }>(`select count(*) as n from ${schema}.entities`);
  const bounds: string[] = [];
  for (let part = 1; part < parts; part += 1) {
    const [bound] = await sql.query<{ entity_id: string }>(
      `select entity_id from ${schema}.entities order by entity_id offset $1::bigint limit 1`,
      [(((row?.n ?? 0n) * BigInt(part)) / BigInt(parts)).toString()],
    );
    if (bound && bound.entity_id !== bounds.at(-1)) bounds.push(bound.entity_id);
  }
  return [null, ...bounds].map((from, at) => ({ from, below: bounds[at] ?? null }));
};
