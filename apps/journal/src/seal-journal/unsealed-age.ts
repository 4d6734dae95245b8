import { oldestUnsealedAgeMs } from '#journal';
import { startLoop } from '#kernel';
import { gauge, growingAge } from '#observability';
import type { Sql } from '#persistence';

/** The alert asks for twenty minutes; the query reads a row or two of each chain by their indexes. */
const READ_EVERY_MS = 10_000;

/**
 * Shows for how long the oldest delivery has waited for a seal that left, from the start. While the database does not
 * answer, what was seen last grows older: no seal leaves meanwhile. Every replica shows the same, whoever makes the seals.
 *
 * @returns a function that ends it, without waiting for a query under way
 */
export const showUnsealedAge = (sql: Sql, now: () => number): (() => void) => {
  const age = growingAge((seconds) => {
    gauge('oldestUnsealedSeconds').set(seconds);
  });
  age.seen(undefined);
  const stop = startLoop(async () => {
    await oldestUnsealedAgeMs(sql, now()).then(age.seen, () => undefined);
    return READ_EVERY_MS;
  });
  return () => {
    age.stop();
    void stop();
  };
};
