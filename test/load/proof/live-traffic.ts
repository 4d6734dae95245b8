import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#persistence';
import { singleTransfers, type TransferEvent } from '../traffic/transfers.js';
import { batchApplier } from './fill-log.js';

/** Events a second: one small batch each tenth of one, and of its 20 events one about a transfer of the log. */
const RATE_PER_S = 200;
const BATCHES_PER_S = 10;
const NEW_PER_BATCH = RATE_PER_S / BATCHES_PER_S - 1;

/** Partitions of their own, so that a batch that waits holds up none of the other kind. */
const OF_NEW = 100;
const OF_OLD = 101;

export interface LiveTraffic {
  /** Ends it once everything that was due is applied. */
  readonly stop: () => Promise<{
    readonly applied: number;
    /** From when a batch was due to its commit, in milliseconds, at most. */
    readonly waitMaxMs: { readonly ofNew: number; readonly ofOld: number };
  }>;
}

/**
 * 200 events a second, whatever the database does meanwhile: what cannot be applied in time waits in its queue.
 *
 * @param old events of transfers that the log has
 */
export const startTraffic = (database: Database, old: readonly TransferEvent[]): LiveTraffic => {
  const apply = batchApplier(database);
  const started = performance.now();
  const state = { isOver: false };
  const follow = async (partition: number, eventsOf: (at: number) => readonly TransferEvent[]) => {
    const outcome = { applied: 0, waitMaxMs: 0 };
    for (let at = 0; ; at += 1) {
      const due = started + (at * 1_000) / BATCHES_PER_S;
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      if (state.isOver && early > 0) return outcome;
      const events = eventsOf(at);
      await apply(partition, events);
      outcome.applied += events.length;
      outcome.waitMaxMs = Math.max(outcome.waitMaxMs, performance.now() - due);
    }
  };
  const flows = [
    follow(OF_NEW, (at) => singleTransfers(`live/${String(at)}`, NEW_PER_BATCH)),
    follow(OF_OLD, (at) => old.slice(at % old.length, (at % old.length) + 1)),
  ];
  return {
    async stop() {
      state.isOver = true;
      const [ofNew, ofOld] = await Promise.all(flows);
      return {
        applied: (ofNew?.applied ?? 0) + (ofOld?.applied ?? 0),
        waitMaxMs: { ofNew: ofNew?.waitMaxMs ?? 0, ofOld: ofOld?.waitMaxMs ?? 0 },
      };
    },
  };
};
