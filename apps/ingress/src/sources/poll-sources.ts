import { loadSources, type Source } from '#access';
import { reasonOf, startLoop } from '#kernel';
import type { Logger } from '#observability';
import { lazyDatabase } from '#persistence';
import { secretOpener } from './secret-opener.js';
import { type SourceBook, someUnopened } from './source-book.js';

// A change is promised to count within a second: a third of it is waiting, the rest is left for a slow query. One small
// query; no database feels three of them a second from each replica.
const POLL_MS = 300;

// One query at a time, and a second connection for the moment when the first is found to be broken.
const POOL_SIZE = 2;

// A poll that takes longer than this finds a sick database; the next one tries again on the sources known so far.
const STATEMENT_TIMEOUT_MS = 2_000;

export interface SourcePolling {
  readonly url: string;
  readonly key: Buffer;
  readonly book: SourceBook;
  readonly logger: Logger;
}

/**
 * Reads the sources now and three times a second. It never gives up and never throws: before the first success requests are
 * answered 503, afterwards the last sources stay in force for as long as the database is away.
 *
 * @returns a function that ends the polling and closes the connections
 */
export const pollSources = ({ url, key, book, logger }: SourcePolling): (() => Promise<void>) => {
  const opener = secretOpener();
  const database = lazyDatabase({ url, app: 'ingress', poolSize: POOL_SIZE, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  let failing = false;
  let warned = '';

  const read = async (): Promise<void> => {
    try {
      const sources = await loadSources(database, key, opener.open);
      opener.keep();
      if (!book.loaded) logger.info({ sources: sources.length }, 'The sources are loaded');
      else if (failing) logger.info({}, 'The database answers again');
      failing = false;
      book.replace(sources);
      warned = warnOfUnopened(sources, warned, logger);
    } catch (error) {
      if (!failing)
        logger.warn({ reason: reasonOf(error) }, 'The sources cannot be read; what is known stays in force');
      failing = true;
    }
  };

  const stop = startLoop(async () => {
    await read();
    return POLL_MS;
  });
  return async () => {
    await stop();
    await database.close();
  };
};

/** Says once per change which sources hold a secret that does not open. */
const warnOfUnopened = (sources: readonly Source[], warned: string, logger: Logger): string => {
  const slugs = sources.filter(({ secrets }) => someUnopened(secrets)).map(({ slug }) => slug);
  const now = slugs.join(' ');
  if (now !== warned && slugs.length > 0) {
    logger.error(
      { sources: slugs },
      'A secret of these sources does not open: CAUDAL_SECRETS_KEY is not the one that sealed it',
    );
  }
  return now;
};
