export { applyBatch, MissingRecordsError, type BatchOutcome } from './apply-batch.js';
export { type AppliedDeliveries } from './apply-deliveries.js';
export { flagColumn, moneyColumns, textColumn } from './columns.js';
export { applyWithRetry, retried, type BatchControl } from './apply-with-retry.js';
export {
  lockCheckpoints,
  moveCheckpoints,
  readCheckpoint,
  resetCheckpoint,
  type Checkpoint,
  type PartitionRef,
} from './checkpoint.js';
export {
  contextOf,
  projection,
  type AnyFold,
  type Context,
  type Projection,
  type ProjectionColumn,
  type TouchedEntity,
} from './context.js';
export { decodeRecord, type Delivery } from './decode-record.js';
export { foldAll, foldOn, placeEvent, type FoldedEntity, type Placed, type PlacedEvent } from './fold-entity.js';
export { GroupApply } from './group-apply.js';
export { GroupCommit, type GroupLimits } from './group-commit.js';
export type { LogBatch, LogRecord } from './log-batch.js';
export { readConflicts, type ConflictedFact, type ConflictTelling } from './read-conflicts.js';
export { refKey, type EntityRef } from './entities.js';
export { ConsumerPausedError, ParkingThreshold } from './parking-threshold.js';
export {
  drainOutbox,
  nextSequences,
  oldestOutboxAgeMs,
  writeOutbox,
  type Change,
  type Drained,
  type OutboxRecord,
  type PublishOutbox,
  type Refusals,
} from './outbox.js';
export { changedEvents, type ArchivedRecord, type ChangedEvent } from './proof/changed-events.js';
export type { Difference } from './proof/difference.js';
export {
  proveContext,
  type ContextProof,
  type ProofHelpers,
  type ProofProgress,
  type ProofTask,
} from './proof/prove-context.js';
export { provePart, type OnStale, type PartProof } from './proof/prove-part.js';
export { inSnapshot } from './proof/snapshot.js';
export type { TableProof } from './proof/prove-projection.js';
export { rebuildContext, type Rebuild, type RebuildOptions, type RebuildPhase } from './rebuild/rebuild-context.js';
export {
  countParkedKeys,
  releasePart,
  requestedReleases,
  type ReleasedPart,
  type RequestedRelease,
} from './release-parked.js';
