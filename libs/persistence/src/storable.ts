// PostgreSQL holds neither NUL nor lone surrogates in text; the exact bytes keep them, projections drop them.
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

/** Text that a column can hold. */
export const storableText = (text: string): string =>
  text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '').toWellFormed() : text;

/** JSON text for a column: integers keep their digits, NUL characters are dropped. */
export const storableJson = (value: unknown): string => {
  const text = exactJson(value);
  return ESCAPED.test(text) ? exactJson(cleaned(value)) : text;
};

// Part of Node 24, not yet of TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** Without a replacer `JSON.stringify` is five times as fast, and throws on the few values that need one. */
const exactJson = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'bigint' ? rawJSON(member.toString()) : member,
    );
  }
};

// ASCII's own separator of records. JSON text holds no control character as it is, so nothing needs escaping.
const SEPARATOR = '\u001e';

/**
 * JSON texts as one parameter: the driver would escape every quote of an array's members, and the server take them off
 * again. To be read with `jsonTexts`.
 */
export const joinedJson = (texts: readonly string[]): string => texts.join(SEPARATOR);

/** SQL: the members of a parameter made by `joinedJson`, as `text[]`. */
export const jsonTexts = (parameter: string): string => `string_to_array(${parameter}, e'\\x1e')`;

const cleaned = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storableText(key), cleaned(member)]));
};
