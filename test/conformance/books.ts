import type { TopicName } from '#contracts';
import type { PositionStore, RecordBatch } from '#messaging';

/**
 * The books of a consumer, as a database keeps them: what was applied, and where each partition goes on, changed
 * together. Several members may share them, and a batch that begins beyond the books is a loss.
 */
export class Books implements PositionStore {
  readonly next = new Map<string, bigint>();
  /** Values in the order in which they were applied, by partition. */
  readonly applied = new Map<number, string[]>();
  readonly batches: { partition: number; records: number; firstOffset: bigint; by: string }[] = [];
  readonly lost: string[] = [];

  nextOffset(_clusterId: string, topic: TopicName, partition: number): Promise<bigint | undefined> {
    return Promise.resolve(this.next.get(`${topic}/${String(partition)}`));
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
    const last = records.at(-1)?.offset ?? next - 1n;
    this.next.set(`${topic}/${String(partition)}`, last + 1n > next ? last + 1n : next);
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
