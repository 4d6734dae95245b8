import { recordDigest, type TopicName } from '#contracts';
import type { Position, PositionStore, RecordBatch } from '#messaging';

/**
 * The books of a consumer, as a database keeps them: what was applied, and where each partition goes on, changed
 * together. Several members may share them, and a batch that begins beyond the books is a loss.
 */
export class Books implements PositionStore {
  readonly next = new Map<string, bigint>();
  /** The digest of the record below each position, where one was applied. */
  readonly lastRecord = new Map<string, Buffer>();
  /** The cluster that the books are of; that which asks, unless a specification names another. */
  clusterId: string | undefined;
  /** Values in the order in which they were applied, by partition. */
  readonly applied = new Map<number, string[]>();
  readonly batches: { partition: number; records: number; firstOffset: bigint; by: string }[] = [];
  readonly lost: string[] = [];

  position(clusterId: string, topic: TopicName, partition: number): Promise<Position | undefined> {
    const name = `${topic}/${String(partition)}`;
    const next = this.next.get(name);
    return Promise.resolve(
      next === undefined
        ? undefined
        : { clusterId: this.clusterId ?? clusterId, next, lastRecord: this.lastRecord.get(name) ?? null },
    );
  }

  /** As if nothing had ever been applied. */
  clear(): void {
    for (const map of [this.next, this.lastRecord, this.applied]) map.clear();
    this.batches.length = 0;
  }

  /** Puts the books where a specification wants them; what stands below is not known. */
  standAt(topic: TopicName, partition: number, next: bigint): void {
    this.next.set(`${topic}/${String(partition)}`, next);
    this.lastRecord.delete(`${topic}/${String(partition)}`);
  }

  /** Applies a batch, once: what is below the position is known. */
  apply({ topic, partition, records }: RecordBatch, by = 'member'): void {
    const first = records[0]?.offset ?? 0n;
    const next = this.next.get(`${topic}/${String(partition)}`) ?? first;
    if (first > next) this.lost.push(`${topic}/${String(partition)}: ${String(next)} to ${String(first)}`);
    this.batches.push({ partition, records: records.length, firstOffset: first, by });
    const texts = this.applied.get(partition) ?? [];
    texts.push(...records.filter(({ offset }) => offset >= next).map(({ value }) => value.toString()));
    this.applied.set(partition, texts);
    const last = records.at(-1);
    if (!last || last.offset < next) return;
    this.next.set(`${topic}/${String(partition)}`, last.offset + 1n);
    this.lastRecord.set(`${topic}/${String(partition)}`, recordDigest(last));
  }

  /** A handler that applies every batch. */
  readonly probe = (batch: RecordBatch): Promise<void> => {
    this.apply(batch);
    return Promise.resolve();
  };

  get all(): string[] {
    return [...this.applied.values()].flat();
  }
}
