import { retried, type GroupCommit } from '#event-store';
import type { ArchiveOutcome } from '#journal';
import { counter, histogram, Outage, type Logger } from '#observability';
import type { ProjectBatch } from '#projector';

/**
 * The use case of this app: one batch into the archive, whatever it takes. Nothing is ever left out: a batch that the
 * database does not take comes again, and its partition says that it stands.
 */
export const archiveBatch = (
  group: Pick<GroupCommit<ArchiveOutcome>, 'apply'>,
  consumer: string,
  logger: Logger,
): ProjectBatch => {
  const retries = new Outage(logger, {
    begins: 'The database failed: batches are tried again until it takes them',
    ends: 'No batch waits for the database any more',
  });
  return async (batch, control) => {
    const { topic, partition } = batch;
    const name = `${topic}/${String(partition)}`;
    const end = histogram('batchSeconds').startTimer({ consumer });
    try {
      const done = await retried((attempt) => group.apply(batch, attempt > 1), {
        heartbeat: () => control.heartbeat(),
        stopping: () => control.stopping,
        onRetry: (error, attempt) => {
          retries.failed(error, { topic, partition, attempt }, name);
        },
      });
      if (!done.ok) throw done.error;
      for (const { verdict } of done.value.archived) counter('archived').inc({ verdict });
    } finally {
      // Archived, or another member's by now: either way it waits here no longer.
      retries.succeeded(name);
    }
    end();
  };
};
