import type { LogBounds } from './topic-admin.js';

/** Where a partition's consumption goes on, or why it cannot. */
export type Start =
  | { readonly from: bigint }
  | { readonly halted: 'log_starts_after_checkpoint' | 'log_ends_before_checkpoint'; readonly at: bigint };

/**
 * Compares our own position with what the log holds. A log that starts after it lost records to retention; one that
 * ends before it was made anew: either way going on silently would drop records, so the partition stops and says so.
 */
export const startOf = (position: bigint | undefined, { low, high }: LogBounds): Start => {
  if (position === undefined) return { from: low };
  if (position < low) return { halted: 'log_starts_after_checkpoint', at: position };
  if (position > high) return { halted: 'log_ends_before_checkpoint', at: position };
  return { from: position };
};
