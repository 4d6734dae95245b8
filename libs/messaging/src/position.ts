import type { HaltReason, Position } from './ports.js';
import type { LogBounds } from './topic-admin.js';

/** Where a partition's consumption goes on, or why it cannot. */
export type Start =
  | {
      readonly from: bigint;
      /** The digest that the record below `from` must have; absent when that is not known or not there any more. */
      readonly standsOn?: Buffer;
    }
  | { readonly halted: HaltReason; readonly at: bigint };

/** Why a partition stands still, for the person who has to decide. */
export const HALTS: Readonly<Record<HaltReason, string>> = {
  log_starts_after_checkpoint: 'The log has lost records that were not applied yet',
  log_ends_before_checkpoint: 'The log ends before our checkpoint: it was made anew',
  log_is_another: 'The log holds another record where our checkpoint stands: it was made anew',
  log_of_another_cluster:
    'Our checkpoint is of another Kafka cluster: what that one held beyond it was not applied and is not here',
};

/**
 * Compares our own position with what the log holds. A log that starts after it lost records to retention; one that
 * ends before it, or is of another cluster, was made anew: going on silently would drop records, so the partition stops
 * and says so. A log that was made anew and has grown past the position is known by the record below it.
 */
export const startOf = (position: Position | undefined, clusterId: string, { low, high }: LogBounds): Start => {
  if (position === undefined) return { from: low };
  const { next, lastRecord } = position;
  if (position.clusterId !== clusterId) return { halted: 'log_of_another_cluster', at: next };
  if (next < low) return { halted: 'log_starts_after_checkpoint', at: next };
  if (next > high) return { halted: 'log_ends_before_checkpoint', at: next };
  return lastRecord === null || next === low ? { from: next } : { from: next, standsOn: lastRecord };
};
