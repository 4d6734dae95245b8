import { parseInstant } from '#kernel';
import pg from 'pg';

const exactInteger = (_key: string, value: unknown, context?: { source: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && context && /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;

/** Parsers of ours, per pool: a global one would also change what graphile-worker reads. */
const own: Readonly<Record<number, (text: string) => unknown>> = {
  // int8: exact
  20: (text) => BigInt(text),
  // int8[]
  1016: (text) => text.slice(1, -1).split(',').filter(Boolean).map(BigInt),
  // date: text, not a Date in local time
  1082: (text) => text,
  // timestamptz: a Date would cut the microseconds
  1184: (text) => parseInstant(text) ?? text,
  // jsonb: integers beyond 2^53 keep their digits
  3802: (text) => (/\d{16}/.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text)) as unknown,
};

export const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): ((value: never) => unknown) =>
    (format === 'binary' ? undefined : own[oid]) ?? pg.types.getTypeParser(oid, format),
};
