import type { Sql } from '#persistence';

/** What a person on call should see of the ledger, by the names of its metrics. */
export const ledgerFigures = async (sql: Sql) => {
  const [row] = await sql.query<{ unrouted: bigint; oldest: number | null; negative: bigint }>(
    `select (select count(*) from ledger.unrouted) as unrouted,
            (select extract(epoch from clock_timestamp() - min(since))::float8 from ledger.unrouted) as oldest,
            (select count(*) from ledger.balances where available < 0 and kind <> 'external') as negative`,
  );
  return {
    unroutedMovements: Number(row?.unrouted ?? 0n),
    oldestUnroutedSeconds: row?.oldest ?? 0,
    negativeBalances: Number(row?.negative ?? 0n),
  };
};
