import { DataSource, QueryRunnerAlreadyReleasedError, type QueryRunner } from 'typeorm';
import type { Client, Pool } from 'pg';
import { types } from './types.js';

/** What a query needs: text, parameters, rows back. `bigint` and `numeric` members of arrays go in as strings. */
export interface Sql {
  query<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Sql {
  /** One READ COMMITTED transaction: what `work` throws rolls it back and comes out unchanged. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`, so that the person on call sees whose connection it is. */
  readonly app: string;
  /** Connections at most. */
  readonly poolSize?: number;
  /** The server ends a statement after this many milliseconds: no query may hold a batch for ever. 0 is no limit. */
  readonly statementTimeoutMs?: number;
  /**
   * The client gives a statement up after this many milliseconds, for a server that is frozen and cannot end anything
   * itself; it may be committed all the same. Five seconds beyond the server's own limit, unless told otherwise.
   */
  readonly clientTimeoutMs?: number;
  /** Each commit is on the disk before it is told, whatever the server, the database or the role is set to. */
  readonly flushCommits?: boolean;
  /**
   * How long to wait for a connection, a new one or one of the pool, in milliseconds. Five seconds, the standard, cover
   * a busy server; a dead one must be known before a webhook's own deadline helps nobody.
   */
  readonly connectTimeoutMs?: number;
  /** Told of connections that broke while idle (a database restart); the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * The connection broke while a transaction was between two statements. TypeORM only says that the runner was released,
 * which would look like a fault of the work.
 */
class ConnectionLostError extends Error {
  /** SQLSTATE: connection failure. */
  readonly code = '08006';

  constructor(cause: Error) {
    super('The connection was lost within a transaction', { cause });
    this.name = 'ConnectionLostError';
  }
}

/** Opens a pool through TypeORM's data source. It connects at once and throws when the server does not answer. */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const source = dataSourceOf(options);
  await source.initialize();
  const { master: pool } = source.driver as unknown as { master: Pool };
  const onIdleError = options.onIdleError ?? (() => undefined);
  // A pool without these two listeners ends the process when the database restarts.
  pool.on('error', onIdleError);
  pool.on('connect', (client) => client.on('error', onIdleError));
  return {
    query: (text, parameters) => withRunner(source, (runner) => rows(runner, text, parameters)),
    transaction: (work) =>
      withRunner(source, async (runner) => {
        await runner.startTransaction('READ COMMITTED');
        const result = await work({ query: (text, parameters) => rows(runner, text, parameters) });
        await runner.commitTransaction();
        return result;
      }),
    close: () => source.destroy(),
  };
};

/**
 * A pool that need not be there yet: it is opened by the first query, and a query that finds the server away fails
 * with a transient error (`isTransient`), the next one tries again.
 */
export const lazyDatabase = (options: DatabaseOptions): Database => {
  let opening: Promise<Database> | undefined;
  const opened = (): Promise<Database> => {
    opening ??= openDatabase(options).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    query: async (text, parameters) => (await opened()).query(text, parameters),
    transaction: async (work) => (await opened()).transaction(work),
    close: async () => {
      const database = await opening?.catch(() => undefined);
      await database?.close();
    },
  };
};

export const dataSourceOf = (options: DatabaseOptions, migrations: readonly (new () => never)[] = []): DataSource =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: `caudal-${options.app}`,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: options.connectTimeoutMs ?? 5_000,
    extra: {
      types,
      options: options.flushCommits === true ? `${serverSettings} -c synchronous_commit=on` : serverSettings,
      ...timeouts(options),
      keepAlive: true,
    },
    logging: false,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    migrationsTableName: 'migrations',
  });

/**
 * A member that vanished in mid-transaction (power, route) holds its locks until the server notices: a transaction of
 * ours idles for milliseconds, the relay's for the seconds that Kafka may take, so 15 s are long.
 */
const serverSettings = [
  '-c timezone=UTC',
  '-c idle_in_transaction_session_timeout=15000',
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
].join(' ');

/** The server's limit, and the client's own, for a server that is frozen and cannot end anything. */
const timeouts = ({ statementTimeoutMs = 30_000, clientTimeoutMs }: DatabaseOptions) => ({
  statement_timeout: statementTimeoutMs,
  query_timeout: clientTimeoutMs ?? (statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 5_000),
});

const withRunner = async <T>(source: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> => {
  const runner = source.createQueryRunner();
  try {
    return await work(runner);
  } catch (error) {
    await leaveClean(runner, error);
    throw error instanceof QueryRunnerAlreadyReleasedError ? new ConnectionLostError(error) : error;
  } finally {
    await runner.release();
  }
};

/**
 * A connection goes back to the pool only when its transaction is known to be over. After a client-side timeout (a
 * frozen server or link) or a failed rollback it may still be open, and its next user would commit what this one gave
 * up: such a connection is closed instead.
 */
const leaveClean = async (runner: QueryRunner, error: unknown): Promise<void> => {
  if (runner.isReleased) return;
  if (!isClientTimeout(error)) {
    if (!runner.isTransactionActive) return;
    if (await isDone(runner.rollbackTransaction())) return;
  }
  const client = (await runner.connect()) as Client;
  // Not awaited: with a query under way it cuts the socket at once, and the pool drops what is ending.
  void client.end().catch(() => undefined);
};

const isClientTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Query read timeout');

const isDone = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

const rows = async <Row extends object>(
  runner: QueryRunner,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> => {
  // The structured result is the same for every statement; the plain one is `[rows, count]` for update and delete.
  const result = await runner.query(text, [...parameters], true);
  return result.records as Row[];
};
