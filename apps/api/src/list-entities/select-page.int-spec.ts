/** Proves: a page of batches finds the transfers of each by the index of references, and reads no whole table for it. */
import { expect, it } from '@jest/globals';
import { useDatabase } from '#testing';
import { descriptors } from '../entities/descriptors.js';
import { selectPage } from './select-page.js';

const database = useDatabase({ poolSize: 1 });

it('looks the transfers of a batch up by an index', async () => {
  const batches = descriptors.find(({ path }) => path === 'transfer-batches');
  const plan: string[] = [];
  await database.transaction(async (sql) => {
    // The table is empty, and reading an empty one is the cheapest: an index is used only where it can be.
    await sql.query('set local enable_seqscan = off');
    const explained = {
      query: async <Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]> => {
        const rows = await sql.query<{ 'QUERY PLAN': string }>(`explain ${text}`, parameters);
        plan.push(...rows.map((row) => row['QUERY PLAN']));
        return [];
      },
    };
    if (batches) await selectPage(explained, batches, { equal: {}, rows: 200 });
  });
  expect(plan.join('\n')).toMatch(/Index Cond: \(batch_id = /);
});
