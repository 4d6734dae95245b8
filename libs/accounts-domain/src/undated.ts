import type { Instant } from '#kernel';

/** Where a time would stand in the place of an event that tells none: before every time there is, as text. */
export const BEFORE_ALL = '0';

/** A provider that tells no times at all would fill a view with the ids of its events: the first ones say it too. */
const UNDATED_MAX = 20;

/** The ids of events that told no time, with this one if it did not. */
export const undatedWith = (before: readonly string[], eventId: string, at: Instant | null): string[] =>
  at !== null || before.length >= UNDATED_MAX ? [...before] : [...before, eventId];
