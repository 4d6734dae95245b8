import type { ParkedKey } from '#contracts';
import type { Transactions } from '../database/reconnecting-database.js';
import { getParked, isParkedId, nothingParked } from '../get-parked/get-parked.js';
import { PARKING_SCHEMAS } from '../parked/parked-row.js';

/**
 * Records the wish that a parked key be released; the context's own consumer does it, within a second as a rule. What
 * became of it is read from the key: gone when it is done, `release.failure` when a record stopped it.
 *
 * It is idempotent by nature and asks for no `Idempotency-Key`: asked twice it is one release, in the name of whoever
 * asked first. After a failure the next wish starts anew.
 *
 * @param by who asks, as it is shown
 * @throws ProblemError `not_found` when nothing is parked under this id, also because it was released already
 */
export const requestRelease = (database: Transactions, id: string, by: string): Promise<ParkedKey> => {
  if (!isParkedId(id)) throw nothingParked();
  return database.transaction(async (sql) => {
    // The role only reads unless it says otherwise: of all that this process does, only this writes.
    await sql.query('set transaction read write');
    for (const schema of PARKING_SCHEMAS) {
      const wished = await sql.query(
        `update ${schema}.parked_keys
         set release_requested_by = case when release_requested_at is null then $2 else release_requested_by end,
             release_requested_at = coalesce(release_requested_at, now()),
             release_failed_at = null, release_failure = null
         where id = $1 returning id`,
        [id, by],
      );
      if (wished.length > 0) return getParked(sql, id);
    }
    throw nothingParked();
  });
};
