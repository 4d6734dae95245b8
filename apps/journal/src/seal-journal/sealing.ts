import { sealChains, type SealKey } from '#journal';
import { startLoop } from '#kernel';
import { counter, Outage, startAtZero, type Logger } from '#observability';
import type { Database } from '#persistence';
import { letSealsOut, type Outside } from './let-out.js';

export interface Sealing extends Outside {
  readonly database: Database;
  readonly key: SealKey;
  readonly everyMs: number;
  readonly logger: Logger;
}

/** After a failure: a disk or a broker that is back has the seals within seconds. */
const FAILED_MS = 5_000;

/**
 * Seals the chains again and again, for as long as the process lives. What was archived since the last seal is covered
 * by nothing but the logs of the contexts, so that the interval is how much of the past can still be rewritten.
 *
 * @returns a function that ends it, after the round under way
 */
export const startSealing = (sealing: Sealing): (() => Promise<void>) => {
  const { database, key, everyMs, now, logger } = sealing;
  const outage = new Outage(logger, {
    begins: 'Seals cannot be made or let out: tried again until they are',
    ends: 'Every seal is made and has left the database',
  });
  startAtZero('seals');
  let dueMs = -Infinity;
  return startLoop(async () => {
    try {
      if (now() >= dueMs) {
        const seal = await sealChains(database, key, now());
        dueMs = now() + everyMs;
        if (seal) counter('seals').inc();
      }
      await letSealsOut(database, sealing);
      outage.succeeded();
      return Math.max(0, Math.min(everyMs, dueMs - now()));
    } catch (error) {
      outage.failed(error);
      return FAILED_MS;
    }
  });
};
