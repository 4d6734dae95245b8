import { invariant } from '#kernel';
import type { Database, Sql } from '#persistence';

/** A snapshot under the name by which other connections of the same database share it, as long as it is held. */
export type SnapshotName = string;

/**
 * Two connections that see one moment of the database, whatever is written meanwhile: the log is read on one of them
 * while the tables are looked up on the other. The pool must have two connections to give.
 *
 * @param shared a snapshot that somebody holds; a new one, unless told otherwise
 */
export const inSnapshot = <T>(
  database: Database,
  work: (log: Sql, tables: Sql, snapshot: SnapshotName) => Promise<T>,
  shared?: SnapshotName,
): Promise<T> =>
  database.transaction(async (log) => {
    await readOnly(log, shared);
    const snapshot = shared ?? (await exportSnapshot(log));
    return database.transaction(async (tables) => {
      await readOnly(tables, snapshot);
      return work(log, tables, snapshot);
    });
  });

const readOnly = async (sql: Sql, snapshot?: SnapshotName): Promise<void> => {
  await sql.query('set transaction isolation level repeatable read, read only');
  if (snapshot !== undefined) {
    invariant(/^[\dA-F-]+$/.test(snapshot), 'a snapshot is named by hexadecimal digits');
    await sql.query(`set transaction snapshot '${snapshot}'`);
  }
  // One of the two may wait for minutes while the other works. They hold no lock that anybody waits for, and a client
  // that vanished is noticed by its connection's keep-alive.
  await sql.query('set local idle_in_transaction_session_timeout = 0');
};

const exportSnapshot = async (sql: Sql): Promise<SnapshotName> => {
  const [row] = await sql.query<{ name: SnapshotName }>('select pg_export_snapshot() as name');
  invariant(row, 'a snapshot has a name');
  return row.name;
};
