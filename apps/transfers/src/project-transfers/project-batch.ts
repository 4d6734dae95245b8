import { applyWithRetry, type GroupApply } from '#event-store';
import { histogram, type Logger } from '#observability';
import type { BatchContext, RecordBatch } from '#messaging';
import { countOutcome } from './meters.js';

/** Applies a batch; resolves when it is committed. */
export type ProjectBatch = (batch: RecordBatch, context: BatchContext) => Promise<void>;

/** The use case of this app: one batch into the log, the projections and the outbox, whatever it takes. */
export const projectBatch =
  (group: GroupApply, logger: Logger): ProjectBatch =>
  async (batch, control) => {
    const { context } = group;
    const end = histogram('batchSeconds').startTimer({ consumer: context.consumer });
    await applyWithRetry(group, batch, {
      heartbeat: () => control.heartbeat(),
      stopping: () => control.stopping,
      onRetry: (error, attempt) => {
        const { topic, partition } = batch;
        logger.warn({ topic, partition, attempt, error: error.message }, 'The database failed: trying again');
      },
      onApplied: (outcome) => {
        countOutcome(context, outcome);
        if (outcome.parked > 0) logger.error({ topic: batch.topic, parked: outcome.parked }, 'Records were parked');
      },
    });
    end();
  };
