import type { Brand } from './brand.js';

/**
 * A moment in UTC with microseconds, always as `YYYY-MM-DDTHH:MM:SS.ffffffZ`: text order is time order,
 * and nothing that Mono sends (0, 3 or 6 fractional digits) is cut.
 */
export type Instant = Brand<string, 'Instant'>;

const ISO_8601 = /^(\d{4}-\d{2}-(\d{2}))[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,32}))?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Reads an ISO 8601 date and time; one without a zone is UTC. Digits beyond the sixth are cut. Undefined for whatever
 * else, times before 1970 and days that no calendar has among it.
 */
export const parseInstant = (text: unknown): Instant | undefined => {
  if (typeof text !== 'string') return undefined;
  const parts = ISO_8601.exec(text.trim());
  if (!parts) return undefined;
  const [, date = '', day = '', time = '', fraction = '', zone = 'Z'] = parts;
  const micros = fraction.padEnd(6, '0').slice(0, 6);
  // PostgreSQL writes `+00`, which Date.parse refuses.
  const ms = Date.parse(`${date}T${time}${zone.length === 3 ? `${zone}:00` : zone}`);
  // A year beyond four digits would break the text order; Mono has none.
  if (Number.isNaN(ms) || ms < 0 || ms > MAX_MS) return undefined;
  // Date.parse takes 30 February for 2 March.
  if (day > '28' && new Date(`${date}T00:00Z`).toISOString().slice(0, 10) !== date) return undefined;
  // Nearly every instant is UTC already: its own text is the answer. (24:00:00 is the next day's.)
  if (zone === 'Z' && time < '24') return `${date}T${time}.${micros}Z` as Instant;
  return `${new Date(ms).toISOString().slice(0, 19)}.${micros}Z` as Instant;
};

const MAX_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** The instant of a Unix time in milliseconds. */
export const instantOf = (ms: number): Instant => `${new Date(ms).toISOString().slice(0, 23)}000Z` as Instant;

/** The earlier of two instants, as views have them as well; text order is time order. */
export const earliestInstant = <T extends string = Instant>(
  a: T | null | undefined,
  b: T | null | undefined,
): T | null => {
  if (!a) return b ?? null;
  if (!b) return a;
  return a < b ? a : b;
};

export const latestInstant = <T extends string = Instant>(
  a: T | null | undefined,
  b: T | null | undefined,
): T | null => {
  if (!a) return b ?? null;
  if (!b) return a;
  return a > b ? a : b;
};
