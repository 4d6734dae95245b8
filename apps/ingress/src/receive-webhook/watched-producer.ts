import type { OutgoingRecord } from '#messaging';
import type { Logger } from '#observability';

export interface Producer {
  /** Records that wait to be kept or are under way. */
  readonly depth: number;
  send(record: OutgoingRecord): Promise<void>;
}

interface Watching {
  readonly logger: Logger;
  readonly showDepth: (depth: number) => void;
  /** What the spool, or the way to it, last failed with. */
  readonly cause?: () => string | undefined;
}

/**
 * A producer that shows its depth, and says once when records begin to be refused and once when they are kept again:
 * a line a request would fill the log of every outage.
 */
export const watchedProducer = (producer: Producer, { logger, showDepth, cause }: Watching): Pick<Producer, 'send'> => {
  let refusing = false;
  return {
    async send(record) {
      const acknowledged = producer.send(record);
      showDepth(producer.depth);
      try {
        await acknowledged;
      } catch (error) {
        if (!refusing)
          logger.warn(
            { reason: nameOf(error), cause: cause?.() },
            'Webhooks are answered 503: neither the broker nor the spool keeps them',
          );
        refusing = true;
        throw error;
      } finally {
        showDepth(producer.depth);
      }
      if (refusing) logger.info({}, 'Webhooks are kept again');
      refusing = false;
    },
  };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
