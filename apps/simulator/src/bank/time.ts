/** The bank's time is microseconds since the Unix epoch: below 2^53 until the year 2255, so a number holds it. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

/** As Mono Colombia writes times: `2026-03-02T14:03:21.660650Z`. */
export const isoMicros = (us: number): string => {
  const seconds = new Date(Math.floor(us / 1_000_000) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${String(us % 1_000_000).padStart(6, '0')}Z`;
};

/** As Mono Nigeria writes times: `2026-02-03T10:10:50.186Z`. */
export const isoMillis = (us: number): string => new Date(Math.floor(us / 1_000)).toISOString();

/** The same instant as a receiver reads it that keeps microseconds: Mono Nigeria tells no more than milliseconds. */
export const isoMillisInMicros = (us: number): string => isoMicros(Math.floor(us / 1_000) * 1_000);
