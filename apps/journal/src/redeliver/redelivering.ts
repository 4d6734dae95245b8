import { publishRedeliveries, type RedeliveryWay } from '#journal';
import { startLoop } from '#kernel';
import { Outage, type Logger } from '#observability';
import type { Database } from '#persistence';

export interface Redelivering extends RedeliveryWay {
  readonly database: Database;
  readonly logger: Logger;
}

/** When nothing waits: a person waits for it, and asks for it rarely. */
const IDLE_MS = 500;
/** After a failure of the broker or the database. */
const FAILED_MS = 2_000;

/**
 * Publishes what people want published again, for as long as the process lives; it waits out any outage.
 *
 * @returns a function that ends it, after the round under way
 */
export const startRedelivering = ({ database, logger, ...way }: Redelivering): (() => Promise<void>) => {
  const outage = new Outage(logger, {
    begins: 'Deliveries that people want published again wait: tried until it works',
    ends: 'Deliveries that people want are published again',
  });
  return startLoop(async () => {
    try {
      const { published, failures } = await publishRedeliveries(database, way);
      outage.succeeded();
      for (const one of failures) logger.error(one, 'A delivery that a person wants again cannot be published');
      return published + failures.length === 0 ? IDLE_MS : 0;
    } catch (error) {
      outage.failed(error);
      return FAILED_MS;
    }
  });
};
