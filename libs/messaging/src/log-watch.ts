import type { TopicName } from '#contracts';
import { sleep, within } from '#kernel';
import { gauge } from '#observability';
import type { KafkaOptions } from './kafka-client.js';
import { lagOf, partitionName, type Assigned, type PartitionPositions } from './partition-positions.js';
import { logBounds } from './topic-admin.js';
import type { WaitingSince } from './waiting-since.js';

export interface LogWatchOptions extends KafkaOptions {
  /** The label of its metrics. */
  readonly consumer: string;
  /** What must answer for Kafka to be called there: all that is read, and all that is written. */
  readonly topics: () => readonly TopicName[];
  /** Called for a partition that must be read again: its log may be another one, or a person has decided. */
  readonly readAgain: (position: Assigned) => void;
  /** Called after every look that found Kafka: reads what could not be read before. */
  readonly readMissing: () => void;
  /** Whether this process has left its group for good: others apply what it looks at. */
  readonly hasLeft: () => boolean;
}

/** Often enough for a person who looks at a screen; a look is three small requests a topic. */
const LOOK_EVERY_MS = 2_000;
/** A request of ours ends after 3 s; what is longer under way is an answer too. */
const LOOK_MS_MAX = 5_000;
/** One look that fails is an accident of a busy machine; Kafka is away when the next one fails as well. */
const MISSED_MAX = 2;
/** The age of what waits must not stand still while a look waits for a frozen broker. */
const AGE_EVERY_MS = 1_000;

/**
 * Looks at the log every two seconds, whether or not anything moves: a consumer that stands still applies no batch that
 * would tell how far behind it is. It sees as well when Kafka is away, when a log was made anew under our hands, and
 * when a person has resumed a partition that stands still.
 */
export class LogWatch {
  /** Looks in a row that did not find everything. */
  #missed = MISSED_MAX;

  constructor(
    private readonly options: LogWatchOptions,
    private readonly positions: PartitionPositions,
    private readonly waiting: WaitingSince,
  ) {}

  /** Whether Kafka is there. */
  get answers(): boolean {
    return this.#missed < MISSED_MAX;
  }

  async run(signal: AbortSignal): Promise<void> {
    const age = setInterval(() => {
      this.#showAge();
    }, AGE_EVERY_MS);
    while (!signal.aborted) {
      await this.#look();
      if (!this.options.hasLeft()) await this.#noticeDecisions();
      await sleep(LOOK_EVERY_MS, signal);
    }
    clearInterval(age);
  }

  /** What was ours is another's now: its old figure would count twice. */
  forget(): void {
    gauge('lag').reset();
  }

  async #look(): Promise<void> {
    if (this.options.hasLeft()) await this.positions.refresh().catch(() => undefined);
    // As they stood before the look: a position that moves meanwhile is not ahead of its log.
    const held = this.positions.held().map((position) => ({ position, next: position.next }));
    const topics = [...new Set(this.options.topics())];
    const logs = await within(
      LOOK_MS_MAX,
      Promise.all(topics.map(async (topic) => [topic, await logBounds(this.options, topic)] as const)),
    ).catch(() => undefined);
    if (!logs) {
      this.#missed += 1;
      return;
    }
    const found = new Map(logs);
    for (const { position, next } of held) {
      const log = found.get(position.topic)?.partitions.get(position.partition);
      if (!log) continue;
      position.log = log;
      // While Kafka was away its data may have been, too.
      const isDoubtful = !position.halted && (this.#missed > 0 || next > log.high);
      if (isDoubtful) this.options.readAgain(position);
    }
    this.#missed = 0;
    this.options.readMissing();
    this.#show();
  }

  #show(): void {
    const { consumer } = this.options;
    const held = this.positions.held();
    for (const position of held) {
      const { topic, partition, next } = position;
      const lag = lagOf(position);
      // What was left is another member's to show, or it would count twice.
      if (!this.options.hasLeft()) gauge('lag').set({ consumer, topic, partition: String(partition) }, Number(lag));
      this.waiting.seen(partitionName(topic, partition), next, lag, Date.now());
    }
    gauge('haltedPartitions').set({ consumer }, this.positions.halted().length);
    this.#showAge();
  }

  #showAge(): void {
    const { oldestMs } = this.waiting;
    const seconds = oldestMs === undefined ? 0 : Math.max(0, (Date.now() - oldestMs) / 1_000);
    gauge('oldestUnprojectedSeconds').set({ consumer: this.options.consumer }, seconds);
  }

  async #noticeDecisions(): Promise<void> {
    for (const position of this.positions.held()) {
      if (!position.halted) continue;
      const { topic, partition } = position;
      const decided = await within(LOOK_MS_MAX, this.positions.isDecided(position)).catch(() => undefined);
      // The books are away: there is nothing to read for the other partitions either.
      if (decided === undefined) return;
      if (!decided) continue;
      this.options.logger.info({ topic, partition }, 'A partition that stood still was resumed by a person');
      this.options.readAgain(position);
    }
  }
}
