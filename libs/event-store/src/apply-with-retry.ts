import { isTransient, type Database } from '#persistence';
import { applyBatch, MissingRecordsError, parkAndPass, type BatchOutcome, type LogBatch } from './apply-batch.js';
import type { Context } from './context.js';

/** What the work on a batch needs of its surroundings. */
export interface BatchControl {
  readonly now: () => number;
  /** Keeps the partition; what it throws (a rebalance) comes out untouched. */
  readonly heartbeat: () => Promise<void>;
  /** Whether to give up waiting for the database: the process stops. */
  readonly stopping: () => boolean;
  /** Told of every failure that is tried again. */
  readonly onRetry: (error: Error, attempt: number) => void;
  /** Told of each batch or part of one that was applied. */
  readonly onApplied: (outcome: BatchOutcome) => void;
}

const FIRST_DELAY_MS = 50;
/** Short enough that work goes on at once when the database is back, long enough not to drown it. */
const DELAY_MAX_MS = 2_000;

/**
 * Applies a batch, whatever it takes: a transient error (deadlock, lost connection, database away) is tried again
 * without limit, with jitter and heartbeats; a deterministic one halves the batch until the bad record is alone, and
 * parks that one. Records of other keys are applied meanwhile.
 */
export const applyWithRetry = async (
  database: Database,
  context: Context,
  batch: LogBatch,
  control: BatchControl,
): Promise<void> => {
  try {
    control.onApplied(await retried(() => applyBatch(database, context, batch, control.now), control));
  } catch (error) {
    if (!(error instanceof Error) || isTransient(error) || error instanceof MissingRecordsError) throw error;
    if (batch.records.length > 1) {
      for (const records of halves(batch.records)) {
        await control.heartbeat();
        await applyWithRetry(database, context, { ...batch, records }, control);
      }
      return;
    }
    const problem = { reason: 'failed_to_apply', detail: `${error.name}: ${error.message}` };
    control.onApplied(await retried(() => parkAndPass(database, context, batch, problem), control));
  }
};

const halves = <T>(all: readonly T[]): (readonly T[])[] => {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
};

const retried = async <T>(work: () => Promise<T>, control: BatchControl): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !isTransient(error) || control.stopping()) throw error;
      control.onRetry(error, attempt);
      await pause(attempt);
      await control.heartbeat();
    }
  }
};

const pause = (attempt: number): Promise<void> => {
  const delay = Math.min(DELAY_MAX_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return new Promise((resolve) => setTimeout(resolve, delay * (0.5 + Math.random() / 2)));
};
