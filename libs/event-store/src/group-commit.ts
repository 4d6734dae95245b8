import { isTransient } from '#persistence';
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

interface Waiting<Outcome> {
  readonly batch: LogBatch;
  readonly alone: boolean;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: batches of different partitions that wait at the same time share a transaction. At a trickle of small
 * batches most of the cost is a transaction's own (a dozen statements and a flush); under load a group is full with one
 * batch and nothing is shared. Nobody is waited for: what is there when a transaction may begin goes into it.
 */
export class GroupCommit<Outcome> {
  #waiting: Waiting<Outcome>[] = [];
  #running = 0;
  #refusal: Error | undefined;

  /**
   * @param commit applies batches of different partitions in one transaction
   * @param nothing what those are told whose batch went with another's
   */
  constructor(
    private readonly commit: (batches: readonly LogBatch[]) => Promise<Outcome>,
    private readonly nothing: Outcome,
    private readonly limits: GroupLimits,
  ) {}

  /**
   * Applies a batch, together with others or `alone` and before them (one that failed must not hold up others again,
   * and what comes behind it in its partition has waited already). The outcome of a group is told once, with its first
   * batch.
   *
   * @throws what `commit` throws; an error that a record causes is its own batch's, never another's
   */
  apply(batch: LogBatch, alone = false): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (alone) this.#waiting.unshift({ batch, alone, resolve, reject });
      else this.#waiting.push({ batch, alone, resolve, reject });
      this.#next();
    });
  }

  /** Begins no more transactions: what waits, and whatever comes, is rejected with this error. */
  refuse(error: Error): void {
    this.#refusal = error;
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
    if (this.#waiting[0]?.alone === true) return true;
    const records = this.#waiting.reduce((sum, { batch }) => sum + batch.records.length, 0);
    return records >= this.limits.records / 2;
  }

  #takeGroup(): Waiting<Outcome>[] {
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

  async #run(group: readonly Waiting<Outcome>[]): Promise<void> {
    const [first, ...others] = group;
    if (!first) return;
    try {
      if (this.#refusal) throw this.#refusal;
      const batches = group.map(({ batch }) => batch);
      first.resolve(await this.commit(batches));
      for (const { resolve } of others) resolve(this.nothing);
    } catch (error) {
      const isOfARecord = error instanceof Error && !isTransient(error) && !isSystemic(error);
      if (others.length > 0 && isOfARecord && error !== this.#refusal) {
        // Somebody's record is wrong: alone, each batch shows whose.
        for (const one of group) await this.#run([one]);
        return;
      }
      for (const { reject } of group) reject(error);
    }
  }
}
