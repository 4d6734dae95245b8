import { err, ok, reasonOf, type Result } from '#kernel';
import { isTransient } from '#persistence';
import { MissingRecordsError, parkAndPass, type BatchOutcome } from './apply-batch.js';
import type { GroupApply } from './group-apply.js';
import type { LogBatch } from './log-batch.js';
import { ConsumerPausedError } from './parking-threshold.js';
import { isSystemic } from './systemic.js';

/** What the work on a batch needs of its surroundings. */
export interface BatchControl {
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
 * without limit, with jitter and heartbeats; one that a record causes halves the batch until the bad record is alone,
 * and parks that one. Records of other keys are applied meanwhile.
 *
 * @throws MissingRecordsError; ConsumerPausedError; what `heartbeat` throws; the database's error when it is nobody's
 *   record that is wrong (`isSystemic`), or when the process stops while the database is away
 */
export const applyWithRetry = (group: GroupApply, batch: LogBatch, control: BatchControl): Promise<void> =>
  applyPart(group, batch, control, false);

const applyPart = async (group: GroupApply, batch: LogBatch, control: BatchControl, isHalf: boolean): Promise<void> => {
  const applied = await retried((attempt) => group.apply(batch, isHalf || attempt > 1), control);
  if (applied.ok) {
    control.onApplied(applied.value);
    return;
  }
  const { error } = applied;
  if (batch.records.length > 1) {
    for (const records of halves(batch.records)) {
      await control.heartbeat();
      await applyPart(group, { ...batch, records }, control, true);
    }
    return;
  }
  const problem = { reason: 'failed_to_apply', detail: reasonOf(error) };
  const parked = await retried(() => parkAndPass(group.database, group.context, batch, problem), control);
  if (!parked.ok) throw parked.error;
  control.onApplied(parked.value);
};

const halves = <T>(all: readonly T[]): (readonly T[])[] => {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
};

/**
 * Does the work again for as long as the database is away.
 *
 * @returns its outcome, or the error that a record of it causes
 * @throws every other error
 */
export const retried = async <T>(
  work: (attempt: number) => Promise<T>,
  control: Omit<BatchControl, 'onApplied'>,
): Promise<Result<T, Error>> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return ok(await work(attempt));
    } catch (error) {
      if (!(error instanceof Error) || saysNothingOfRecords(error)) throw error;
      if (!isTransient(error)) return err(error);
      if (control.stopping()) throw error;
      control.onRetry(error, attempt);
    }
    // Outside of the catch: what the heartbeat throws says nothing of the records.
    await pause(attempt);
    await control.heartbeat();
  }
};

const saysNothingOfRecords = (error: Error): boolean =>
  error instanceof MissingRecordsError || error instanceof ConsumerPausedError || isSystemic(error);

const pause = (attempt: number): Promise<void> => {
  const delay = Math.min(DELAY_MAX_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return new Promise((resolve) => setTimeout(resolve, delay * (0.5 + Math.random() / 2)));
};
