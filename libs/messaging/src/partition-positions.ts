import type { TopicName } from '#contracts';
import type { KafkaOptions } from './kafka-client.js';
import type { HaltedPartition, PositionStore } from './ports.js';
import { startOf, type Start } from './position.js';
import { logBounds } from './topic-admin.js';

interface Assigned {
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
  #assigned = new Map<string, Promise<Assigned>>();
  #halted = new Map<string, HaltedPartition>();

  constructor(
    private readonly options: KafkaOptions,
    private readonly store: PositionStore,
  ) {}

  /** Forgets everything: the group has dealt its partitions anew. */
  reset(): void {
    this.#assigned.clear();
    this.#halted.clear();
  }

  forget(topic: TopicName, partition: number): void {
    this.#assigned.delete(keyOf(topic, partition));
  }

  halted(): HaltedPartition[] {
    return [...this.#halted.values()];
  }

  /** @throws when the store or the broker does not answer; the next call tries again */
  of(topic: TopicName, partition: number): Promise<Assigned> {
    const key = keyOf(topic, partition);
    const known = this.#assigned.get(key);
    if (known) return known;
    const loading = this.#load(topic, partition);
    this.#assigned.set(key, loading);
    loading.catch(() => {
      if (this.#assigned.get(key) === loading) this.#assigned.delete(key);
    });
    return loading;
  }

  async #load(topic: TopicName, partition: number): Promise<Assigned> {
    const { clusterId, partitions } = await logBounds(this.options, topic);
    const bounds = partitions.get(partition);
    if (!bounds) throw new Error(`${topic} has no partition ${String(partition)}`);
    const position = await this.store.nextOffset(clusterId, topic, partition);
    const start = startOf(position, bounds);
    if ('halted' in start) {
      this.#halted.set(keyOf(topic, partition), { topic, partition, reason: start.halted, position: start.at });
    }
    return { clusterId, start, next: 'from' in start ? start.from : start.at };
  }
}

const keyOf = (topic: TopicName, partition: number): string => `${topic}/${String(partition)}`;
