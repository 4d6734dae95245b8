import { drainOutbox, type Drained, type PublishOutbox, type Refusals } from '#event-store';
import { startLoop } from '#kernel';
import { brokerFault, type Work } from '#messaging';
import { counter, gauge, Outage, type Logger } from '#observability';
import type { Database } from '#persistence';

export interface RelayOptions {
  readonly database: Database;
  readonly consumer: string;
  readonly schema: string;
  readonly publish: PublishOutbox;
  /** Whether an error of `publish` says that the same records would be refused again. */
  readonly isRefusal: Refusals['isRefusal'];
  readonly logger: Logger;
}

export interface Relay {
  /** Its round under way, or the one that failed: what must not stand still. */
  work(): Work;
  /** Changes that Kafka refuses for what they are. */
  readonly refused: number;
  /** Kafka's name of the fault for which it takes nothing now, though it answers (too few replicas in sync). */
  readonly fault: string | undefined;
  /** Stops it after the round under way. */
  stop(): Promise<void>;
}

/** When nothing waits, or another relay is at work, in milliseconds: what a subscriber waits at most on top. */
const IDLE_MS = 100;
/** After a failure of the broker or the database. */
const FAILED_MS = 1_000;
/** A person may have raised the broker's limit; a refused record is told of once in this time. */
const REFUSED_AGAIN_MS = 600_000;

/** New refused rows as a log may name them: by their place in the outbox, not by the key, which may be a person's. */
const namesOf = (rows: Refusals['rows'], before: ReadonlySet<bigint>) =>
  [...rows]
    .filter(([sequence]) => !before.has(sequence))
    .map(([sequence, { topic, type }]) => ({ sequence: sequence.toString(), topic, type }));

/** Publishes the outbox for as long as the process lives; it waits out any outage of Kafka or PostgreSQL. */
export const startRelay = (options: RelayOptions): Relay => {
  const { database, consumer, schema, publish, isRefusal, logger } = options;
  const refusals: Refusals = { isRefusal, rows: new Map() };
  const outage = new Outage(logger, {
    begins: 'The outbox could not be published: trying again until it works',
    ends: 'The outbox is published again',
  });
  let rounds = 0;
  let isAtWork = false;
  let fault: string | undefined;
  let triedRefusedMs = performance.now();

  const tellRefused = (before: ReadonlySet<bigint>): void => {
    const { size } = refusals.rows;
    gauge('refusedByKafka').set({ consumer }, size);
    const changes = namesOf(refusals.rows, before);
    if (changes.length === 0) return;
    logger.error({ refused: size, changes }, 'Kafka refuses changes for what they are: subscribers lack them');
  };

  /** @returns how long to wait for the next round */
  const tell = ({ published, failure }: Drained): number => {
    for (const [topic, count] of published) counter('published').inc({ topic }, count);
    isAtWork = failure !== undefined;
    fault = failure === undefined ? undefined : brokerFault(failure);
    if (failure === undefined) outage.succeeded();
    else outage.failed(failure);
    // What one topic takes is progress, whatever another says.
    if (published.size > 0 || failure === undefined) rounds += 1;
    if (published.size > 0) return 0;
    return failure === undefined ? IDLE_MS : FAILED_MS;
  };

  const round = async (): Promise<number> => {
    if (performance.now() - triedRefusedMs > REFUSED_AGAIN_MS) {
      refusals.rows.clear();
      triedRefusedMs = performance.now();
    }
    const before = new Set(refusals.rows.keys());
    isAtWork = true;
    try {
      const drained = await drainOutbox(database, schema, publish, refusals);
      if (drained) {
        tellRefused(before);
        return tell(drained);
      }
      // Another replica is at work, and whether it succeeds is its to tell.
      isAtWork = false;
      return IDLE_MS;
    } catch (error) {
      fault = brokerFault(error);
      outage.failed(error);
      return FAILED_MS;
    }
  };
  const stop = startLoop(round);
  return {
    // A round that failed and is tried again is still at work: it ends well or not at all. Another process could do no
    // better where Kafka itself says that it takes nothing now.
    work: () => ({ name: 'outbox', waits: isAtWork, mark: String(rounds), excused: fault !== undefined }),
    get refused() {
      return refusals.rows.size;
    },
    get fault() {
      return fault;
    },
    stop,
  };
};
