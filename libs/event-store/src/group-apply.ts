import type { Database } from '#persistence';
import { applyBatches, NOTHING, type BatchOutcome } from './apply-batch.js';
import type { Context } from './context.js';
import { GroupCommit, type GroupLimits } from './group-commit.js';

/** The batches of a context, gathered: claim, fold and outbox of several partitions in one transaction. */
export class GroupApply extends GroupCommit<BatchOutcome> {
  constructor(
    readonly database: Database,
    readonly context: Context,
    limits: GroupLimits,
    now: () => number,
  ) {
    super((batches) => applyBatches(database, context, batches, now), NOTHING, limits);
  }
}
