import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#persistence';

export interface CommitWatcher {
  /** From now on this row is looked for; `dueAtMs` is what its latency is counted from. */
  readonly expect: (id: string, dueAtMs: number) => void;
  /** Waits until every expected row was seen, at most `lengthMsMax`, then stops looking. */
  readonly finish: (lengthMsMax: number) => Promise<void>;
  /** Milliseconds from due to seen, of the rows seen. */
  readonly latenciesMs: readonly number[];
  readonly missing: () => number;
}

const POLL_MS = 4;

/**
 * Sees rows appear. It asks, every few milliseconds, which of the rows still expected another session can read by now,
 * and takes the moment the answer is here: the time of the commit as a reader has it, never flattered, late by one
 * poll at most. The alternatives are worse: `recorded_at` is the time at which the transaction *began*;
 * `pg_xact_commit_timestamp` is taken before the commit is flushed, and needs a server setting; a trigger or `notify`
 * would put work into the transactions that are measured. Only rows whose webhook was answered need to be asked for,
 * and a sample of the webhooks is enough, so that the asking costs a few percent of one core.
 */
export const watchCommits = (database: Database, table: string): CommitWatcher => {
  const expected = new Map<string, number>();
  const latenciesMs: number[] = [];
  const ending = new AbortController();
  const look = async (): Promise<void> => {
    if (expected.size === 0) return;
    const rows = await database.query<{ id: string }>(`select id from ${table} where id = any($1::text[])`, [
      [...expected.keys()],
    ]);
    const seenAtMs = performance.now();
    for (const { id } of rows) {
      const dueAtMs = expected.get(id);
      if (dueAtMs !== undefined) latenciesMs.push(seenAtMs - dueAtMs);
      expected.delete(id);
    }
  };
  const loop = (async () => {
    while (!ending.signal.aborted) {
      await look();
      await sleep(POLL_MS);
    }
  })();
  loop.catch(() => undefined); // told by `finish`, which awaits it again
  return {
    expect: (id, dueAtMs) => {
      expected.set(id, dueAtMs);
    },
    finish: async (lengthMsMax) => {
      const until = performance.now() + lengthMsMax;
      while (expected.size > 0 && performance.now() < until) await Promise.race([sleep(POLL_MS), loop]);
      ending.abort();
      await loop;
    },
    latenciesMs,
    missing: () => expected.size,
  };
};
