import type { Instant } from '#kernel';
import type { Sql } from '#persistence';

/** The upper half of the lock's key; the lower one is a moment, in seconds since 1970. */
const WRITES_OF_THE_LEDGER = 4_201_006;

/**
 * Says, until the transaction ends, that it writes entries, and when it began: a shared advisory lock that nobody waits
 * for, whose key is that moment. It is taken before the first `recorded_at`. One lock a transaction, however often.
 */
export const noteWriting = async (sql: Sql): Promise<void> => {
  await sql.query(
    'select pg_advisory_xact_lock_shared(($1::bigint << 32) + floor(extract(epoch from now()))::bigint)',
    [String(WRITES_OF_THE_LEDGER)],
  );
};

/**
 * When the oldest transaction that writes entries and still runs began, by the second; undefined when none does. What
 * was recorded before that moment is complete for every statement that begins afterwards: a lock is gone only once what
 * its transaction wrote is seen, and who takes one later records later.
 */
export const oldestWriting = async (sql: Sql): Promise<Instant | undefined> => {
  const [row] = await sql.query<{ began: Instant | null }>(
    `select to_timestamp(min(objid::bigint)) as began from pg_locks
     where locktype = 'advisory' and objsubid = 1 and classid = ${String(WRITES_OF_THE_LEDGER)}
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return row?.began ?? undefined;
};
