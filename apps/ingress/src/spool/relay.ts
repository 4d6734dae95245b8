import type { RawTopicName } from '#contracts';
import { halveOnRefusal, startLoop } from '#kernel';
import { RecordRefusedError } from '#messaging';
import { Outage, type Logger } from '#observability';
import type { Round, SpooledRecord } from './spool-store.js';

export interface RelayOptions {
  /** The topics of which something stands in the spool. */
  readonly topics: () => Promise<readonly RawTopicName[]>;
  readonly round: (round: Round) => Promise<number | undefined>;
  readonly publish: (records: readonly SpooledRecord[]) => Promise<void>;
  /** The broker has taken this many records of the topic. */
  readonly onRelayed: (topic: RawTopicName, count: number) => void;
  readonly logger: Logger;
}

/** Between two looks at a spool that is empty, or whose broker is away, in milliseconds. */
const PAUSE_MS = 500;
/** Records of a round: more gain nothing measurable, and a failure publishes all of them again. */
const ROUND_MAX = 500;
/** A record that was refused for itself is tried again this much later: somebody may have raised the topic's limit. */
const SET_ASIDE_MS = 10 * 60_000;
/** More than this are no odd records but a topic that takes none: then it is waited for, as for a broker. */
const SET_ASIDE_MAX = 1_000;
/**
 * Ten refused records are some two hundred requests, and the transaction stays open meanwhile: half of its limit. A last try
 * that a broker does not answer (10 s) goes beyond it: then all of the round is published again.
 */
const HALVING = { refusedMax: 10, withinMs: 7_000 };

/** How the relay stands with one topic. */
interface Progress {
  /** Records of the next round. */
  size: number;
  /** Refused for good, and when to try them again, in milliseconds of `performance.now()`. */
  readonly setAside: Map<bigint, number>;
}

/**
 * Brings the spool to Kafka for as long as the process lives, oldest first, topic by topic in turns; it waits out any
 * outage of Kafka or PostgreSQL.
 *
 * A topic that failed is tried with its oldest record alone, and every round that succeeds doubles the next one: while
 * the broker is away a try costs it next to nothing, and one that has just come back is not flooded. A record that the
 * broker refuses for what it is is set aside, told, and stays in the spool, where its age shows; it is tried again now
 * and then.
 *
 * @returns a function that stops it after the round under way
 */
export const startRelay = (options: RelayOptions): (() => Promise<void>) => {
  const progress = new Map<RawTopicName, Progress>();
  const progressOf = (topic: RawTopicName): Progress => {
    const known = progress.get(topic) ?? { size: 1, setAside: new Map<bigint, number>() };
    progress.set(topic, known);
    return known;
  };
  const outage = new Outage(options.logger, {
    begins: 'What stands in the spool cannot be brought to Kafka yet: trying again until it can',
    ends: 'What stands in the spool is brought to Kafka again',
  });
  return startLoop(async (stopping) => {
    const topics = await options.topics().catch((error: unknown) => {
      outage.failed(error);
      return undefined;
    });
    if (!topics) return PAUSE_MS;
    outage.succeeded();
    // What stands there no more was brought over by another replica.
    outage.keep(topics);
    let moved = false;
    for (const topic of topics) {
      if (stopping.aborted) break;
      if (await relayOnce(options, topic, progressOf(topic), outage)) moved = true;
    }
    return moved ? 0 : PAUSE_MS;
  });
};

/** One round of one topic. @returns whether something moved, so that the next round should follow at once */
const relayOnce = async (
  options: RelayOptions,
  topic: RawTopicName,
  progress: Progress,
  outage: Outage,
): Promise<boolean> => {
  const { setAside } = progress;
  let published = 0;
  const publish = async (records: readonly SpooledRecord[]): Promise<readonly SpooledRecord[]> => {
    const { done, refused } = await halveOnRefusal(records, options.publish, {
      isRefusal: (error) => error instanceof RecordRefusedError && setAside.size < SET_ASIDE_MAX,
      ...HALVING,
    });
    for (const { item } of refused) putAside(options.logger, setAside, item);
    // Told before the rows are removed: it is the broker's acknowledgement that counts.
    if (done.length > 0) options.onRelayed(topic, done.length);
    published = done.length;
    return done;
  };
  try {
    const moved = await options.round({ topic, size: progress.size, except: stillAside(setAside), publish });
    // Another replica is at work on it, and whether it succeeds is its to tell.
    if (moved === undefined) return false;
  } catch (error) {
    progress.size = 1;
    outage.failed(error, { topic }, topic);
    return false;
  }
  outage.succeeded(topic);
  if (published > 0) progress.size = Math.min(ROUND_MAX, progress.size * 2);
  return published > 0;
};

const putAside = (logger: Logger, setAside: Map<bigint, number>, { topic, sequence, value }: SpooledRecord): void => {
  setAside.set(sequence, performance.now() + SET_ASIDE_MS);
  logger.error(
    { topic, sequence: sequence.toString(), bytes: value.length },
    'Kafka refuses a spooled webhook for good: it stays in the spool, the others go on',
  );
};

const stillAside = (setAside: Map<bigint, number>): bigint[] => {
  const now = performance.now();
  for (const [sequence, until] of setAside) if (until <= now) setAside.delete(sequence);
  return [...setAside.keys()];
};
