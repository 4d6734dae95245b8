/**
 * Since when the oldest record that is known to wait has waited. What was fetched tells it itself; of what is only
 * known to be there it counts from when that was seen. Nothing is forgotten while Kafka or the database is away: the age
 * grows.
 */
export class WaitingSince {
  readonly #waiting = new Map<string, { readonly next: bigint; readonly sinceMs: number }>();

  /** @param receivedMs when the record at `next`, which is being applied now, was received, since the Unix epoch */
  handed(partition: string, next: bigint, receivedMs: number): void {
    this.#waiting.set(partition, { next, sinceMs: receivedMs });
  }

  /** A look at the log: `lag` records wait from `next` on. */
  seen(partition: string, next: bigint, lag: bigint, nowMs: number): void {
    if (lag <= 0n) this.#waiting.delete(partition);
    else if (this.#waiting.get(partition)?.next !== next) this.#waiting.set(partition, { next, sinceMs: nowMs });
  }

  /** Everything below `next` is applied. */
  applied(partition: string, next: bigint): void {
    const waiting = this.#waiting.get(partition);
    if (waiting && waiting.next < next) this.#waiting.delete(partition);
  }

  /** Forgets the partitions that are not among these: they are another member's. */
  keep(partitions: ReadonlySet<string>): void {
    for (const partition of this.#waiting.keys()) if (!partitions.has(partition)) this.#waiting.delete(partition);
  }

  /** Milliseconds since the Unix epoch; undefined when nothing is known to wait. */
  get oldestMs(): number | undefined {
    const all = [...this.#waiting.values()].map(({ sinceMs }) => sinceMs);
    return all.length > 0 ? Math.min(...all) : undefined;
  }
}
