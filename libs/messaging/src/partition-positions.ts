import type { TopicName } from '#contracts';
import type { KafkaOptions } from './kafka-client.js';
import type { HaltedPartition, HaltReason, Position, PositionStore } from './ports.js';
import { HALTS, startOf } from './position.js';
import { logBounds, type LogBounds } from './topic-admin.js';

type TopicLog = Awaited<ReturnType<typeof logBounds>>;

/** A partition of the current assignment. */
export interface Assigned {
  readonly topic: TopicName;
  readonly partition: number;
  readonly clusterId: string;
  /** What the books said. */
  readonly booked: Position | undefined;
  /** The next offset to hand out: moves with every batch that was applied. */
  next: bigint;
  /** The digest that the record below `next` must have; cleared when it was seen to have it. */
  standsOn: Buffer | undefined;
  halted: HaltReason | undefined;
  /** Whether the consumer was told to go on from here. */
  sought: boolean;
  /** What the log held when it was last looked at. */
  log: LogBounds;
  /** What the library handed over last: the same again is a retry, and part of it may be applied. */
  batch: object | undefined;
}

/** The records that wait in a partition. In one that stands still, everything that its log holds. */
export const lagOf = ({ halted, next, log: { low, high } }: Assigned): bigint => {
  const from = halted ? low : next;
  return high > from ? high - from : 0n;
};

/**
 * Where each assigned partition goes on. Loaded once an assignment from the store and the broker; until then a batch
 * of that partition waits.
 */
export class PartitionPositions {
  readonly #loading = new Map<string, Promise<Assigned>>();
  readonly #logs = new Map<TopicName, Promise<TopicLog>>();
  readonly #held = new Map<string, Assigned>();

  constructor(
    private readonly options: KafkaOptions & { readonly resumeWith?: string },
    private readonly store: PositionStore,
  ) {}

  /** Forgets everything: the group has dealt its partitions anew. */
  reset(): void {
    for (const map of [this.#loading, this.#logs, this.#held]) map.clear();
  }

  /** Forgets one partition: what was known of it was not so. */
  forget({ topic, partition }: Pick<Assigned, 'topic' | 'partition'>): void {
    for (const map of [this.#loading, this.#held]) map.delete(partitionName(topic, partition));
    this.#logs.delete(topic);
  }

  /** Whether a position is that of the current assignment. */
  holds(position: Assigned): boolean {
    return this.#held.get(partitionName(position.topic, position.partition)) === position;
  }

  /** Whether a partition's position is known, or is being read. */
  isRead(topic: TopicName, partition: number): boolean {
    return this.#loading.has(partitionName(topic, partition));
  }

  /** The partitions of the current assignment, as far as their positions are known. */
  held(): readonly Assigned[] {
    return [...this.#held.values()];
  }

  /** Reads again how far each partition is: when its batches are applied by others. */
  async refresh(): Promise<void> {
    for (const position of this.held()) {
      const booked = await this.store.position(position.clusterId, position.topic, position.partition);
      if (booked?.clusterId === position.clusterId) position.next = booked.next;
    }
  }

  halted(): HaltedPartition[] {
    return this.held().flatMap(({ topic, partition, halted, next }) =>
      halted ? [{ topic, partition, reason: halted, position: next }] : [],
    );
  }

  /** The partition stands still from here on, until a person decides. */
  halt(position: Assigned, reason: HaltReason): void {
    position.halted = reason;
    const { topic, partition, next } = position;
    this.options.logger.error(
      { topic, partition, position: next.toString(), reason, resume_with: this.options.resumeWith },
      `A partition stands still. ${HALTS[reason]}`,
    );
  }

  /** Whether the books say something else than what made this partition stand still: a person has decided. */
  async isDecided({ topic, partition, clusterId, booked }: Assigned): Promise<boolean> {
    const now = await this.store.position(clusterId, topic, partition);
    return now?.next !== booked?.next || now?.clusterId !== booked?.clusterId;
  }

  /** @throws when the store or the broker does not answer; the next call tries again */
  of(topic: TopicName, partition: number): Promise<Assigned> {
    const name = partitionName(topic, partition);
    return remembered(this.#loading, name, (isCurrent) => this.#load(topic, partition, isCurrent));
  }

  async #load(topic: TopicName, partition: number, isCurrent: () => boolean): Promise<Assigned> {
    const { clusterId, partitions } = await this.#log(topic);
    const booked = await this.store.position(clusterId, topic, partition);
    let start = startOf(booked, clusterId, boundsOf(partitions, topic, partition));
    if ('halted' in start) {
      // The position was read later than the bounds: the log may have grown in between, and others applied it.
      this.#logs.delete(topic);
      start = startOf(booked, clusterId, boundsOf((await this.#log(topic)).partitions, topic, partition));
    }
    const assigned: Assigned = {
      topic,
      partition,
      clusterId,
      booked,
      next: 'from' in start ? start.from : start.at,
      standsOn: 'from' in start ? start.standsOn : undefined,
      halted: 'halted' in start ? start.halted : undefined,
      log: boundsOf((await this.#log(topic)).partitions, topic, partition),
      sought: false,
      batch: undefined,
    };
    if (isCurrent()) {
      this.#held.set(partitionName(topic, partition), assigned);
      if (assigned.halted) this.halt(assigned, assigned.halted);
    }
    return assigned;
  }

  #log(topic: TopicName): Promise<TopicLog> {
    return remembered(this.#logs, topic, () => logBounds(this.options, topic));
  }
}

export const partitionName = (topic: TopicName, partition: number): string => `${topic}/${String(partition)}`;

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
