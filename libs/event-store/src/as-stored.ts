import { parseExact } from '#contracts';
import { storableJson } from '#persistence';

type Json = Readonly<Record<string, unknown>>;

/**
 * A JSON value as a column gives it back: without NUL and half characters, with the digits of a rounded integer, and
 * null for a number beyond all doubles. Nearly every value comes back as it is, and is returned untouched.
 */
export const asStored = (data: Json): Json => (isKept(data) ? data : (parseExact(storableJson(data)) as Json));

const isKept = (value: unknown): boolean => {
  switch (typeof value) {
    case 'string':
      return isKeptText(value);
    case 'number':
      // `1e400` is infinite here and null there; `1e20` is written as its digits, and digits are read as a bigint.
      return Number.isInteger(value) ? Number.isSafeInteger(value) && !Object.is(value, -0) : Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isKept);
      return Object.entries(value).every(([key, member]) => isKeptText(key) && isKept(member));
    default:
      return true;
  }
};

const isKeptText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
