import { setTimeout as sleep } from 'node:timers/promises';
import { Topics } from '#contracts';
import { logBounds, type KafkaOptions } from '#messaging';
import type { Sql } from '#persistence';
import type { Tale } from '../tale.js';

/** For how long each partition had records to be applied while its checkpoint stood still. */
export class Idleness {
  readonly #stands = new Map<number, { next: bigint; sinceMs: number }>();
  readonly #longestMs = new Map<number, number>();

  /** One look at a partition: where its checkpoint stands, and where its log ends. */
  see(partition: number, next: bigint, end: bigint, nowMs: number): void {
    const before = this.#stands.get(partition);
    if (next >= end || before?.next !== next) {
      this.#stands.set(partition, { next, sinceMs: nowMs });
      return;
    }
    const idleMs = nowMs - before.sinceMs;
    this.#longestMs.set(partition, Math.max(idleMs, this.#longestMs.get(partition) ?? 0));
  }

  get longest(): { readonly partition: number; readonly ms: number } | undefined {
    const [first] = [...this.#longestMs].sort(([, a], [, b]) => b - a);
    return first && { partition: first[0], ms: first[1] };
  }
}

/** Each look asks broker and database; once a second is exact enough for seconds. */
const LOOK_MS = 1_000;

/** Looks at every partition of the transfers topic until the signal. */
export const watchPartitions = async (
  sql: Sql,
  kafka: KafkaOptions,
  tale: Tale,
  signal: AbortSignal,
): Promise<Idleness> => {
  const idleness = new Idleness();
  while (!signal.aborted) {
    const { partitions } = await logBounds(kafka, Topics.transfers.name);
    const rows = await sql.query<{ partition: number; next_offset: bigint }>(
      'select partition, next_offset from transfers.checkpoints where topic = $1',
      [Topics.transfers.name],
    );
    const next = new Map(rows.map(({ partition, next_offset }) => [partition, next_offset]));
    for (const [partition, { low, high }] of partitions) {
      idleness.see(partition, next.get(partition) ?? low, high, tale.nowMs());
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return idleness;
};
