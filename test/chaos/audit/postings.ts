import type { Sql } from '#persistence';

/** Every currency whose postings do not sum to zero, one sentence each. */
export const unbalanced = async (sql: Sql): Promise<string[]> => {
  const sums = await sql.query<{ currency: string; sum: string }>(
    'select currency, sum(amount)::text as sum from ledger.postings group by currency having sum(amount) <> 0',
  );
  return sums.map(({ currency, sum }) => `the postings in ${currency} sum to ${sum}`);
};
