import { setTimeout as sleep } from 'node:timers/promises';
import { drainOutbox, type PublishOutbox } from '#event-store';
import { counter, type Logger } from '#observability';
import type { Database } from '#persistence';

export interface RelayOptions {
  readonly database: Database;
  readonly schema: string;
  readonly topic: string;
  readonly publish: PublishOutbox;
  readonly logger: Logger;
}

/** When nothing waits, or another relay is at work, in milliseconds: what a subscriber waits at most on top. */
const IDLE_MS = 100;
/** After a failure of the broker or the database. */
const FAILED_MS = 1_000;

/**
 * Publishes the outbox for as long as the process lives; it waits out any outage of Kafka or PostgreSQL.
 *
 * @returns a function that stops it after the round under way
 */
export const startRelay = ({ database, schema, topic, publish, logger }: RelayOptions): (() => Promise<void>) => {
  const stop = new AbortController();
  const round = async (): Promise<number> => {
    try {
      const published = await drainOutbox(database, schema, publish);
      if (published === undefined || published === 0) return IDLE_MS;
      counter('published').inc({ topic }, published);
      return 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ reason }, 'The outbox could not be published: trying again');
      return FAILED_MS;
    }
  };
  const relaying = (async () => {
    while (!stop.signal.aborted) {
      const pause = await round();
      if (pause > 0) await sleep(pause, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stop.abort();
    await relaying;
  };
};
