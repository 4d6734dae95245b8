import { z } from 'zod';

/** 200 views are about 400 KB: a page that a phone still loads and that one query answers in milliseconds. */
const LIMIT_MAX = 200;
/** What fits a screen or two. */
const LIMIT_STANDARD = 50;

const limit = z
  .string()
  .transform((text) => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN))
  .refine((count) => count >= 1 && count <= LIMIT_MAX, `must be a whole number from 1 to ${LIMIT_MAX}`)
  .default(LIMIT_STANDARD)
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: LIMIT_MAX,
    description: `Rows of a page: ${LIMIT_STANDARD} unless told`,
  });

const cursor = z.string().min(1).optional().meta({ description: '`next_cursor` of the page before' });

/** The two query parameters of every list. What is wrong with them has codes of its own: see `problemOfIssues`. */
export const PagingQuery = { limit, cursor };
