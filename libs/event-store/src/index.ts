export { applyBatch, type BatchOutcome } from './apply-batch.js';
export { applyWithRetry, type BatchControl } from './apply-with-retry.js';
export { readCheckpoint, type PartitionRef } from './checkpoint.js';
export { projection, type AnyFold, type Context, type Projection, type ProjectionColumn } from './context.js';
export { decodeRecord, type Delivery, type LogRecord } from './decode-record.js';
export { foldAll, foldOn, placeEvent, type FoldedEntity, type PlacedEvent } from './fold-entity.js';
export { GroupApply, type GroupLimits } from './group-apply.js';
export type { LogBatch } from './log-batch.js';
export { drainOutbox, type OutboxRecord, type PublishOutbox } from './outbox.js';
