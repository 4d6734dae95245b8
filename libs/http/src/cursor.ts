import { z } from 'zod';
import { ProblemError } from './problem.js';

// Raised when the meaning of a position changes: an old cursor is then refused, not misread.
const VERSION = 1;
/** A timestamp and two ids of 128 characters fit twice over. */
const LENGTH_MAX = 1_024;

/** A text in a position. No column of the database can hold NUL; how long it is the cursor bounds. */
export const positionText = z.string().refine((text) => !text.includes('\0'));

/** A position in a list as text that callers only hand back. */
export const encodeCursor = (position: unknown): string =>
  Buffer.from(JSON.stringify([VERSION, position])).toString('base64url');

/** @throws ProblemError `invalid_cursor` for anything that `encodeCursor` did not make for this very list */
export const decodeCursor = <S extends z.ZodType>(text: string, schema: S): z.infer<S> => {
  const parsed = schema.safeParse(positionIn(text));
  if (!parsed.success) throw new ProblemError('invalid_cursor', 'Use next_cursor of the page before, unchanged.');
  return parsed.data;
};

const positionIn = (text: string): unknown => {
  if (text.length > LENGTH_MAX) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  // Buffer skips what is not base64url: only the one spelling of a position is a cursor.
  if (bytes.toString('base64url') !== text) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return Array.isArray(value) && value.length === 2 && value[0] === VERSION ? (value[1] as unknown) : undefined;
  } catch {
    return undefined;
  }
};
