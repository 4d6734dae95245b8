import { applyWithRetry, type BatchOutcome, type GroupApply } from '#event-store';
import { counter, histogram, Outage, type Logger } from '#observability';
import type { BatchContext, RecordBatch } from '#messaging';
import { countOutcome } from './meters.js';

/** Applies a batch; resolves when it is committed. */
export type ProjectBatch = (batch: RecordBatch, context: BatchContext) => Promise<void>;

/** Marks that one line names: more have one cause, and the pause tells of it. */
const MARKS_TOLD_MAX = 10;

const toldOf = ({ parked, parkedKeys }: BatchOutcome): object => ({
  parked,
  keys: parkedKeys.slice(0, MARKS_TOLD_MAX),
});

/**
 * The use case of this app: one batch into the log, the projections and the outbox, whatever it takes.
 *
 * @param watch told of everything that was applied or parked
 */
export const projectBatch = (
  group: GroupApply,
  watch: (outcome: BatchOutcome) => void,
  logger: Logger,
): ProjectBatch => {
  const { context } = group;
  const retries = new Outage(logger, {
    begins: 'The database failed: batches are tried again until it takes them',
    ends: 'No batch waits for the database any more',
  });
  return async (batch, control) => {
    const { topic, partition } = batch;
    const name = `${topic}/${String(partition)}`;
    const end = histogram('batchSeconds').startTimer({ consumer: context.consumer });
    try {
      await applyWithRetry(group, batch, {
        heartbeat: () => control.heartbeat(),
        stopping: () => control.stopping,
        onRetry: (error, attempt) => {
          retries.failed(error, { topic, partition, attempt }, name);
        },
        onApplied: (outcome) => {
          retries.succeeded(name);
          countOutcome(context, outcome);
          counter('parked').inc({ consumer: context.consumer }, outcome.parked);
          watch(outcome);
          if (outcome.parked > 0) logger.error({ topic, ...toldOf(outcome) }, 'Records were parked: see /v1/parked');
        },
      });
    } finally {
      // Applied, or another member's by now: either way it waits here no longer.
      retries.succeeded(name);
    }
    end();
  };
};
