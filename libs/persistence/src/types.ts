import { parseInstant } from '#kernel';
import pg from 'pg';

const exactInteger = (_key: string, value: unknown, context?: { source: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && context && /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;

/** Integers beyond 2^53 keep their digits; the reviver is slow, and runs only where sixteen digits stand in a row. */
const exactJson = (text: string): unknown =>
  (/\d{16}/.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text)) as unknown;

const int8Array = (text: string): (bigint | null)[] =>
  text
    .slice(1, -1)
    .split(',')
    .filter(Boolean)
    .map((member) => (member === 'NULL' ? null : BigInt(member)));

/** Parsers of ours, per pool: a global one would also change what graphile-worker reads. */
const own: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  // int8
  [20, (text) => BigInt(text)],
  // int8[]
  [1016, int8Array],
  // date: text, not a Date in local time
  [1082, (text) => text],
  // timestamptz: a Date would cut the microseconds
  [1184, (text) => parseInstant(text) ?? text],
  // json, jsonb
  [114, exactJson],
  [3802, exactJson],
]);

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];
type Parser = (value: string) => unknown;

export const types = {
  getTypeParser: (oid: TypeId, format?: 'text' | 'binary'): Parser =>
    (format === 'binary' ? undefined : own.get(oid)) ?? (pg.types.getTypeParser(oid, format) as Parser),
};
