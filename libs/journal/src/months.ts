import type { Instant } from '#kernel';
import type { Sql } from '#persistence';

/** A delivery from further back is a replay of something old: it may stand in the default partition. */
const MONTHS_BACK_MAX = 24;

/**
 * Sees to it that the month of each receipt has its partition, each made once in the life of a process. A time that
 * lies far from ours is no reason to make tables.
 *
 * @returns a function that makes what is missing, before the transaction that needs it
 */
export const monthsOf = (now: () => number): ((sql: Sql, receivedAt: readonly Instant[]) => Promise<void>) => {
  const made = new Set<string>();
  return async (sql, receivedAt) => {
    const missing = new Set(receivedAt.map(monthOf).filter((month) => !made.has(month)));
    for (const month of [...missing].sort()) {
      const distance = indexOf(monthOf(new Date(now()).toISOString())) - indexOf(month);
      // One ahead: clocks of two machines differ on the last night of a month.
      // What is too far ahead is not remembered: its month comes, maybe in the life of this process.
      if (distance < -1 || distance > MONTHS_BACK_MAX) continue;
      await sql.query('select journal.make_month($1::date)', [`${month}-01`]);
      made.add(month);
    }
  };
};

const monthOf = (instant: string): string => instant.slice(0, 7);

const indexOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
