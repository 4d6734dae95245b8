import { z } from 'zod';
import { parseInstant, type Instant } from '#kernel';
import { Provider } from '#contracts';
import { PagingQuery } from '#http';
import type { EntityDescriptor } from './descriptor.js';

/** Twice the longest id; a longer filter matches nothing that we store. NUL cannot be stored at all. */
const TEXT_LENGTH_MAX = 256;

/** A filter on an open word or an id. */
export const text = z
  .string()
  .min(1)
  .max(TEXT_LENGTH_MAX)
  .refine((value) => !value.includes('\0'), 'must not hold NUL')
  .optional();

const DateTime = z.iso.datetime({ offset: true, local: true });
const CalendarDate = z.iso.date();

/** A filter on what is true or false. */
export const flag = z.enum(['true', 'false']).optional();

const instantOrNever = (value: string, context: z.RefinementCtx, message: string): Instant => {
  const instant = DateTime.safeParse(value).success ? parseInstant(value) : undefined;
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
};

/** ISO 8601: a moment (UTC unless it names a zone), or a day, which means its first moment in UTC. */
export const moment = z
  .string()
  .transform((value, context): Instant => {
    const written = CalendarDate.safeParse(value).success ? `${value}T00:00:00Z` : value;
    return instantOrNever(written, context, 'must be an ISO 8601 date or date and time from 1970 on');
  })
  .optional();

/** ISO 8601 with a time: who closes a day means its end, and a date alone would be read as its beginning. */
export const exactMoment = z
  .string()
  .transform((value, context): Instant => {
    const message =
      'must be an ISO 8601 date and time from 1970 on, such as 2026-03-31T23:59:59.999999-05:00 with its + written %2B';
    return instantOrNever(value, context, message);
  })
  .optional();

/** What every list can be filtered by. */
const common = {
  state: text.meta({ description: "The provider's word" }),
  provider: Provider.optional(),
  source: text.meta({ description: 'The slug of a webhook source' }),
  from: moment.meta({ format: 'date-time', description: 'Created at or after: ISO 8601, inclusive' }),
  // By when the provider created it, or else by when we first heard of it: the order of the list too.
  // Half-open, so that the ranges of two days that meet share no row and leave none out.
  to: moment.meta({ format: 'date-time', description: 'Created before: ISO 8601, exclusive' }),
};

/** The query of a list: strict, since a filter that is misspelt and ignored answers a question nobody asked. */
export const listQueryOf = ({ filters }: EntityDescriptor) => z.strictObject({ ...PagingQuery, ...common, ...filters });

const source = common.source.meta({
  description: "The slug of a webhook source: needed only where an id (a merchant's reference) stands under several",
});

export const EntityQuery = z.strictObject({ source });
export type EntityQuery = z.infer<typeof EntityQuery>;

export const EntityEventsQuery = z.strictObject({ ...PagingQuery, source });
export type EntityEventsQuery = z.infer<typeof EntityEventsQuery>;
