import type { TopicName } from '#contracts';
import type { KafkaOptions } from './kafka-client.js';
import type { HeldPartition } from './lag-watch.js';
import type { HaltedPartition, PositionStore } from './ports.js';
import { startOf, type Start } from './position.js';
import { logBounds } from './topic-admin.js';

type TopicLog = Awaited<ReturnType<typeof logBounds>>;

/** A partition of the current assignment. */
export interface Assigned {
  readonly topic: TopicName;
  readonly partition: number;
  readonly clusterId: string;
  readonly start: Start;
  /** The next offset to hand out: moves with every batch that was applied. */
  next: bigint;
}

/**
 * Where each assigned partition goes on. Loaded once an assignment from the store and the broker; until then a batch
 * of that partition waits.
 */
export class PartitionPositions {
  readonly #loading = new Map<string, Promise<Assigned>>();
  readonly #logs = new Map<TopicName, Promise<TopicLog>>();
  readonly #held = new Map<string, Assigned>();
  readonly #halted = new Map<string, HaltedPartition>();

  constructor(
    private readonly options: KafkaOptions,
    private readonly store: PositionStore,
  ) {}

  /** Forgets everything: the group has dealt its partitions anew. */
  reset(): void {
    for (const map of [this.#loading, this.#logs, this.#held, this.#halted]) map.clear();
  }

  /** Forgets one partition: what was known of it was not so. */
  forget(topic: TopicName, partition: number): void {
    const key = keyOf(topic, partition);
    for (const map of [this.#loading, this.#held, this.#halted]) map.delete(key);
    this.#logs.delete(topic);
  }

  /** Whether a position is that of the current assignment. */
  holds(topic: TopicName, partition: number, position: Assigned): boolean {
    return this.#held.get(keyOf(topic, partition)) === position;
  }

  /** The partitions of the current assignment, as far as their positions are known. */
  held(): HeldPartition[] {
    return [...this.#held.values()].map(({ topic, partition, next }) => ({ topic, partition, next }));
  }

  halted(): HaltedPartition[] {
    return [...this.#halted.values()];
  }

  /** @throws when the store or the broker does not answer; the next call tries again */
  of(topic: TopicName, partition: number): Promise<Assigned> {
    return remembered(this.#loading, keyOf(topic, partition), (isCurrent) => this.#load(topic, partition, isCurrent));
  }

  async #load(topic: TopicName, partition: number, isCurrent: () => boolean): Promise<Assigned> {
    const { clusterId, partitions } = await this.#log(topic);
    const position = await this.store.nextOffset(clusterId, topic, partition);
    let start = startOf(position, boundsOf(partitions, topic, partition));
    if ('halted' in start) {
      // The position was read later than the bounds: the log may have grown in between, and others applied it.
      this.#logs.delete(topic);
      start = startOf(position, boundsOf((await this.#log(topic)).partitions, topic, partition));
    }
    const assigned: Assigned = { topic, partition, clusterId, start, next: 'from' in start ? start.from : start.at };
    if (isCurrent()) this.#hold(topic, partition, assigned);
    return assigned;
  }

  #log(topic: TopicName): Promise<TopicLog> {
    return remembered(this.#logs, topic, () => logBounds(this.options, topic));
  }

  #hold(topic: TopicName, partition: number, assigned: Assigned): void {
    const { start } = assigned;
    this.#held.set(keyOf(topic, partition), assigned);
    if (!('halted' in start)) return;
    this.#halted.set(keyOf(topic, partition), { topic, partition, reason: start.halted, position: start.at });
    this.options.logger.error(
      { topic, partition, position: start.at.toString(), reason: start.halted },
      'A partition stands still: its log is not the one that our checkpoint knows',
    );
  }
}

const keyOf = (topic: TopicName, partition: number): string => `${topic}/${String(partition)}`;

const boundsOf = (partitions: TopicLog['partitions'], topic: TopicName, partition: number) => {
  const bounds = partitions.get(partition);
  if (!bounds) throw new Error(`${topic} has no partition ${String(partition)}`);
  return bounds;
};

/** Does the work once for all who ask, and again for who asks after a failure. */
const remembered = <Key, Value>(
  known: Map<Key, Promise<Value>>,
  key: Key,
  work: (isCurrent: () => boolean) => Promise<Value>,
): Promise<Value> => {
  const before = known.get(key);
  if (before) return before;
  const working: Promise<Value> = Promise.resolve().then(() => work(() => known.get(key) === working));
  known.set(key, working);
  working.catch(() => {
    if (known.get(key) === working) known.delete(key);
  });
  return working;
};
