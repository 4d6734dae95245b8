import { openDatabase, type Database } from '#persistence';
import { testDatabase } from './test-database.js';
import type { ToldView } from './told-context.js';

/** A database of its own for the event store, used with the app's own role; what it holds is looked up by its owner. */
export interface ToldStore {
  /** With the app's own role: a grant that it lacks shows. */
  readonly database: Database;
  readonly admin: Database;
  count(table: string): Promise<number>;
  viewOf(id: string, table?: string): Promise<ToldView | undefined>;
  checkpoint(partition?: number): Promise<bigint | undefined>;
  close(): Promise<void>;
}

export const toldStore = async (): Promise<ToldStore> => {
  const test = await testDatabase();
  const admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  const database = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 8 });
  return {
    database,
    admin,
    async count(table) {
      const [row] = await admin.query<{ n: number }>(`select count(*)::int as n from transfers.${table}`);
      return row?.n ?? -1;
    },
    async viewOf(id, table = 'transfers') {
      const [row] = await admin.query<{ view: ToldView }>(`select view from transfers.${table} where id = $1`, [id]);
      return row?.view;
    },
    async checkpoint(partition = 0) {
      const [row] = await admin.query<{ next_offset: bigint }>(
        'select next_offset from transfers.checkpoints where partition = $1',
        [partition],
      );
      return row?.next_offset;
    },
    async close() {
      await Promise.all([database.close(), admin.close()]);
      await test.close();
    },
  };
};
