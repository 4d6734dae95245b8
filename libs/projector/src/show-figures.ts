import { startLoop } from '#kernel';
import { gauge, Outage, type Logger, type MetricName } from '#observability';
import type { Sql } from '#persistence';

/** What a context shows of itself beyond what every consumer does, by the names of its metrics. */
export type Figures = (sql: Sql) => Promise<Partial<Record<MetricName, number>>>;

/** A person who looks sees what was true a few seconds ago; the queries read indexes. */
const READ_EVERY_MS = 5_000;

/**
 * Shows a context's own figures. While the database does not answer, those that were seen last stand.
 *
 * @returns a function that ends it, without waiting for a query under way
 */
export const showFigures = (sql: Sql, figures: Figures, logger: Logger): (() => void) => {
  const outage = new Outage(logger, {
    begins: 'The figures of the context cannot be read',
    ends: 'The figures of the context are read again',
  });
  const stop = startLoop(async () => {
    try {
      for (const [name, value] of Object.entries(await figures(sql))) gauge(name as MetricName).set(value);
      outage.succeeded();
    } catch (error) {
      outage.failed(error);
    }
    return READ_EVERY_MS;
  });
  return () => void stop();
};
