import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '#http';
import type { Logger } from '#observability';
import { openDatabase, type Database, type DatabaseOptions, type Sql } from '#persistence';

export const DATABASE = Symbol('database');

/** From a quick second try, for a server that starts beside us, to one that does not burden a server in trouble. */
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 5_000;

export interface ReconnectingDatabase extends Sql {
  /** Whether the schema answers now. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * A pool that need not be there yet: it is opened in the background, again and again, and until then queries are
 * refused as `unavailable`. Once open it mends itself.
 */
export const reconnectingDatabase = (options: DatabaseOptions, logger: Logger): ReconnectingDatabase => {
  const closing = new AbortController();
  let database: Database | undefined;
  const opening = openUntilItWorks(options, logger, closing.signal).then((opened) => (database = opened));

  const query: Sql['query'] = (text, parameters) =>
    database?.query(text, parameters) ??
    Promise.reject(new ProblemError('unavailable', 'The database does not answer yet. Try again.'));

  return {
    query,
    // The table, and not only the server: before the migrator has run there is nothing to answer from.
    answers: () =>
      query('select from transfers.direct_debits limit 0').then(
        () => true,
        () => false,
      ),
    async close() {
      closing.abort();
      await opening;
      await database?.close();
    },
  };
};

const openUntilItWorks = async (
  options: DatabaseOptions,
  logger: Logger,
  closing: AbortSignal,
): Promise<Database | undefined> => {
  for (let delayMs = RETRY_MS_MIN; !closing.aborted; delayMs = Math.min(delayMs * 2, RETRY_MS_MAX)) {
    try {
      return await openDatabase(options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      logger.warn({ reason, retry_in_ms: delayMs }, 'The database does not answer');
      await sleep(delayMs, undefined, { signal: closing }).catch(() => undefined);
    }
  }
  return undefined;
};
