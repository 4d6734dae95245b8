import { startLoop } from '#kernel';
import { growingAge, type Logger } from '#observability';
import { showOldest, showRecords } from './meters.js';
import type { Standing } from './spool-store.js';

export interface SpoolWatchOptions {
  readonly standing: () => Promise<Standing>;
  readonly logger: Logger;
}

export interface SpoolWatch {
  /** As they were last seen, and what this process has added and removed since then. */
  readonly records: number;
  changed(by: number): void;
  stop(): Promise<void>;
}

/** A scrape comes every 15 s or so; the bound on the spool may be passed by what others add in this time. */
const LOOK_EVERY_MS = 2_000;

/**
 * Looks now and then how much stands in the spool, and says once when it is empty again. A look that fails is made
 * anew: meanwhile the oldest webhook grows older, and the count goes on from what is known.
 */
export const watchSpool = ({ standing, logger }: SpoolWatchOptions): SpoolWatch => {
  let records = 0;
  let wasEmpty = true;
  let changes = 0;
  const age = growingAge(showOldest);
  const show = (to: number): void => {
    records = Math.max(0, to);
    showRecords(records);
  };
  const look = async (): Promise<void> => {
    const before = changes;
    const seen = await standing();
    // What came meanwhile is not in it.
    if (seen.records === 0 && changes !== before) return;
    show(seen.records);
    age.seen(seen.records > 0 ? seen.oldestSeconds * 1_000 : undefined);
    if (!wasEmpty && seen.records === 0) logger.info({}, 'The spool is empty: all that it held is on Kafka');
    wasEmpty = seen.records === 0;
  };
  const stop = startLoop(async () => {
    await look().catch(() => undefined);
    return LOOK_EVERY_MS;
  });
  return {
    get records() {
      return records;
    },
    changed(by) {
      changes += 1;
      show(records + by);
      if (by > 0) wasEmpty = false;
    },
    async stop() {
      age.stop();
      await stop();
    },
  };
};
