import {
  countParkedKeys,
  releasePart,
  requestedReleases,
  type Context,
  type ReleasedPart,
  type RequestedRelease,
} from '#event-store';
import { startLoop } from '#kernel';
import type { Work } from '#messaging';
import { counter, gauge, Outage, type Logger } from '#observability';
import type { Database } from '#persistence';

export interface ReleaseOptions {
  readonly database: Database;
  readonly context: Context;
  /** Told of what was applied, to be counted as a batch's. */
  readonly onReleased: (part: ReleasedPart) => void;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface Releases {
  /** The release under way: what must not stand still. */
  work(): Work;
  /** Stops after the part under way. */
  readonly stop: () => Promise<void>;
}

/** Between two looks, in milliseconds: a person who releases a key sees it done at the next glance. */
const IDLE_MS = 200;
/** After a failure of the database; and so long is a key left alone whose release failed: others are not held up. */
const FAILED_MS = 1_000;
/** How old the number of parked keys may be that metrics show. */
const COUNT_EVERY_MS = 5_000;
/** Keys of a round. Each gets one part, so that a key with very many records holds up no other. */
const KEYS_MAX = 50;

/**
 * Does the releases that people asked for, for as long as the process lives. The API only records the wish: only this
 * process has the folds. Several replicas may look at once; a mark's lock makes them take turns.
 */
export const startReleases = (options: ReleaseOptions): Releases => {
  const { database, context, now, logger } = options;
  const looks = new Outage(logger, {
    begins: 'Parked keys could not be looked at: trying again until they can',
    ends: 'Parked keys are looked at again',
  });
  const failures = new Outage(logger, {
    begins: 'Releases fail: each is tried again until it is done',
    ends: 'Every release that failed was done',
  });
  /** Keys whose release failed, and until when they are left alone. */
  const failed = new Map<string, number>();
  let countedAt = -Infinity;
  let tries = 0;
  let isAtWork = false;

  const count = async (): Promise<void> => {
    if (now() - countedAt < COUNT_EVERY_MS) return;
    gauge('parkedKeys').set({ consumer: context.consumer }, await countParkedKeys(database, context));
    countedAt = now();
  };
  const release = async (wish: RequestedRelease): Promise<void> => {
    isAtWork = true;
    try {
      await releaseOne(options, wish);
      failures.succeeded(wish.id);
      countedAt = -Infinity;
    } catch (error) {
      failed.set(wish.id, now() + FAILED_MS);
      failures.failed(error, { parked: wish.id }, wish.id);
    }
    isAtWork = false;
    tries += 1;
  };
  const stop = startLoop(async (stopping) => {
    try {
      for (const [id, until] of failed) if (until <= now()) failed.delete(id);
      const wishes = await requestedReleases(database, context, KEYS_MAX, [...failed.keys()]);
      for (const wish of wishes) if (!stopping.aborted) await release(wish);
      // What failed here may have been done by another replica.
      if (wishes.length === 0 && failed.size === 0) failures.keep([]);
      await count();
      looks.succeeded();
      return wishes.length > 0 ? 0 : IDLE_MS;
    } catch (error) {
      looks.failed(error);
      return FAILED_MS;
    }
  });
  return { work: () => ({ name: 'releases', waits: isAtWork, mark: String(tries) }), stop };
};

const releaseOne = async (options: ReleaseOptions, { id, by }: RequestedRelease): Promise<void> => {
  const { database, context, onReleased, now, logger } = options;
  const part = await releasePart(database, context, id, now);
  if (part.state === 'gone') return;
  onReleased(part);
  counter('released').inc({ consumer: context.consumer }, part.released);
  const told = { parked: id, released: part.released, asked_by: by };
  if (part.state === 'refused') logger.warn(told, 'A parked key could not be released: it says why');
  else if (part.state === 'done') logger.info(told, 'A parked key was released');
};
