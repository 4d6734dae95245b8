import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '#http';
import { Outage, type Logger } from '#observability';
import { openDatabase, type Database, type DatabaseOptions, type Sql } from '#persistence';

export const DATABASE = Symbol('database');

/** From a quick second try, for a server that starts beside us, to one that does not burden a server in trouble. */
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 5_000;

/** What a use case that writes asks for. */
export type Transactions = Pick<Database, 'transaction'>;

export interface ReconnectingDatabase extends Sql, Transactions {
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
  const outage = new Outage(logger, { begins: 'The database does not answer', ends: 'The database answers' });
  let database: Database | undefined;
  const onIdleError = (error: Error): void => {
    outage.failed(error);
  };
  const opening = openUntilItWorks({ ...options, onIdleError }, outage, closing.signal).then(
    (opened) => (database = opened),
  );

  const opened = (): Database => {
    if (database) return database;
    throw new ProblemError('unavailable', 'The database does not answer yet. Try again.');
  };
  const query: Sql['query'] = async (text, parameters) => {
    const rows = await opened().query<never>(text, parameters);
    outage.succeeded();
    return rows;
  };

  return {
    query,
    transaction: async (work) => opened().transaction(work),
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
  outage: Outage,
  closing: AbortSignal,
): Promise<Database | undefined> => {
  for (let delayMs = RETRY_MS_MIN; !closing.aborted; delayMs = Math.min(delayMs * 2, RETRY_MS_MAX)) {
    try {
      const opened = await openDatabase(options);
      outage.succeeded();
      return opened;
    } catch (error) {
      outage.failed(error);
      await sleep(delayMs, undefined, { signal: closing }).catch(() => undefined);
    }
  }
  return undefined;
};
