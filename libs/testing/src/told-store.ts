import { applyBatch, type BatchOutcome, type LogRecord } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import { testDatabase } from './test-database.js';
import { toldBatch, toldContext, type ToldView } from './told-context.js';

/** A database of its own for the event store, used with the app's own role; what it holds is looked up by its owner. */
export interface ToldStore {
  /** With the app's own role: a grant that it lacks shows. */
  readonly database: Database;
  readonly admin: Database;
  /** Applies records as one batch of partition 0, behind those that were told before. */
  tell(...records: readonly LogRecord[]): Promise<BatchOutcome>;
  count(table: string): Promise<number>;
  viewOf(id: string, table?: string): Promise<ToldView | undefined>;
  checkpoint(partition?: number): Promise<bigint | undefined>;
  close(): Promise<void>;
}

export const toldStore = async (): Promise<ToldStore> => {
  const test = await testDatabase();
  // A rebuild takes four, and a specification looks on meanwhile. They are opened when they are asked for.
  const admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 6 });
  const database = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 8 });
  const context = toldContext();
  let offset = 0n;
  return {
    database,
    admin,
    async tell(...records) {
      const outcome = await applyBatch(database, context, toldBatch(records, offset), Date.now);
      offset += BigInt(records.length);
      return outcome;
    },
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
