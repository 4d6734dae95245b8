import { isTransient, type Database } from '#persistence';
import { applyBatches, NOTHING, type BatchOutcome } from './apply-batch.js';
import type { Context } from './context.js';
import type { LogBatch } from './log-batch.js';
import { isSystemic } from './systemic.js';

export interface GroupLimits {
  /**
   * Transactions at once: while the database works on one, the next is decoded and folded. A further one begins only
   * when it would be half full, so that a trickle is gathered and not spread.
   */
  readonly transactions: number;
  /** Records in a transaction at most; a batch that has more goes alone. */
  readonly records: number;
}

interface Waiting {
  readonly batch: LogBatch;
  readonly alone: boolean;
  readonly resolve: (outcome: BatchOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: batches of different partitions that wait at the same time share a transaction. At a trickle of small
 * batches most of the cost is a transaction's own (a dozen statements and a flush); under load a group is full with one
 * batch and nothing is shared. Nobody is waited for: what is there when a transaction may begin goes into it.
 */
export class GroupApply {
  #waiting: Waiting[] = [];
  #running = 0;

  constructor(
    readonly database: Database,
    readonly context: Context,
    private readonly limits: GroupLimits,
    private readonly now: () => number,
  ) {}

  /**
   * Applies a batch, together with others or `alone` (one that failed before must not hold up others again). The outcome of a group is told once, with its first batch.
   *
   * @throws what `applyBatches` throws; an error that a record causes is its own batch's, never another's
   */
  apply(batch: LogBatch, alone = false): Promise<BatchOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, alone, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    while (this.#mayBegin()) {
      this.#running += 1;
      void this.#run(this.#takeGroup()).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  #mayBegin(): boolean {
    if (this.#running === 0) return this.#waiting.length > 0;
    if (this.#running >= this.limits.transactions) return false;
    const records = this.#waiting.reduce((sum, { batch }) => sum + batch.records.length, 0);
    return records >= this.limits.records / 2;
  }

  #takeGroup(): Waiting[] {
    const partitions = new Set<string>();
    let records = 0;
    for (const { batch, alone } of this.#waiting) {
      if (alone && partitions.size > 0) break;
      const partition = `${batch.clusterId}/${batch.topic}/${String(batch.partition)}`;
      records += batch.records.length;
      // One partition twice (it was taken away and came back) has one checkpoint: its batches take turns.
      if (partitions.has(partition) || (partitions.size > 0 && records > this.limits.records)) break;
      partitions.add(partition);
      if (alone) break;
    }
    return this.#waiting.splice(0, partitions.size);
  }

  async #run(group: readonly Waiting[]): Promise<void> {
    const [first, ...others] = group;
    if (!first) return;
    try {
      const batches = group.map(({ batch }) => batch);
      first.resolve(await applyBatches(this.database, this.context, batches, this.now));
      for (const { resolve } of others) resolve(NOTHING);
    } catch (error) {
      if (others.length > 0 && error instanceof Error && !isTransient(error) && !isSystemic(error)) {
        // Somebody's record is wrong: alone, each batch shows whose.
        for (const one of group) await this.#run([one]);
        return;
      }
      for (const { reject } of group) reject(error);
    }
  }
}
