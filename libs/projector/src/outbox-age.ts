import { oldestOutboxAgeMs } from '#event-store';
import { startLoop } from '#kernel';
import { gauge, growingAge } from '#observability';
import type { Sql } from '#persistence';

/** The query reads one row by its index. */
const READ_EVERY_MS = 2_000;

/**
 * Shows how long the oldest change has waited to be published. While the database does not answer, what was seen last
 * grows older: it has not been published meanwhile.
 *
 * @returns a function that ends it, without waiting for a query under way
 */
export const showOutboxAge = (
  sql: Sql,
  { schema, consumer }: { readonly schema: string; readonly consumer: string },
  now?: () => number,
): (() => void) => {
  const age = growingAge((seconds) => {
    gauge('oldestUnpublishedSeconds').set({ consumer }, seconds);
  }, now);
  const stop = startLoop(async () => {
    await oldestOutboxAgeMs(sql, schema).then(age.seen, () => undefined);
    return READ_EVERY_MS;
  });
  return () => {
    age.stop();
    void stop();
  };
};
