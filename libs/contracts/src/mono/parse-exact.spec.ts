import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExact, readJson } from './parse-exact.js';

/** A body's bytes become a JSON value without losing a digit, or a named reason why they are none. Nothing throws. */
const bytes = (text: string): Buffer => Buffer.from(text);

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** The value as a reader of doubles has it. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rounded(member)]));
};

describe('parseExact', () => {
  it.each([
    ['the last safe integer stays a number', '9007199254740991', 9007199254740991],
    ['2^53 is told from its neighbours', '9007199254740992', 9007199254740992n],
    ['2^53 + 1', '9007199254740993', 9007199254740993n],
    ['the largest int64', '9223372036854775807', 9223372036854775807n],
    ['the smallest int64', '-9223372036854775808', -9223372036854775808n],
    ['400 digits', '7'.repeat(400), BigInt('7'.repeat(400))],
    ['negative zero', '-0', -0],
    ['a fraction', '0.1', 0.1],
    ['a large number with an exponent, a double as it is written', '1e19', 1e19],
    ['an exponent beyond every double', '1e400', Infinity],
    ['digits in a string stay a string', '"9007199254740993"', '9007199254740993'],
  ])('%s', (_what, text, value) => {
    expect(parseExact(text)).toBe(value);
  });

  it('keeps the integer of every length, wherever it stands', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), (integer) => {
        const parsed = parseExact(`{"a":[${integer.toString()}],"b":"x"}`) as { a: [number | bigint] };
        expect(BigInt(parsed.a[0])).toBe(integer);
      }),
    );
  });

  it('reads what JSON.parse reads, but for the rounding', () => {
    fc.assert(
      fc.property(fc.json(), fc.stringMatching(/^[0-9]{16,20}$/), (text, digits) => {
        expect(rounded(parseExact(text))).toEqual(JSON.parse(text));
        // The digits in a string switch the exact path on, and change nothing.
        expect(rounded(parseExact(`[${text},"${digits}"]`))).toEqual(JSON.parse(`[${text},"${digits}"]`));
      }),
    );
  });

  it('takes a member called __proto__ for what it is', () => {
    const parsed = parseExact('{"__proto__":{"a":9007199254740993}}') as object;
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.entries(parsed)).toEqual([['__proto__', { a: 9007199254740993n }]]);
  });

  it('takes the last of two members of one name, with and without long integers', () => {
    expect(parseExact('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(parseExact('{"a":9007199254740993,"a":{"b":2}}')).toEqual({ a: { b: 2 } });
  });
});

describe('readJson', () => {
  it.each([
    ['an object', '{"a":1}', { a: 1 }],
    ['text of every plane', '"ñ 中 😀"', 'ñ 中 😀'],
    ['an escaped NUL', String.raw`"a\u0000b"`, 'a\0b'],
    ['an escaped lone surrogate', String.raw`"\ud800"`, '\ud800'],
    ['a byte order mark before it', '\ufeff{"a":1}', { a: 1 }],
    ['brackets inside strings, which nest nothing', JSON.stringify('['.repeat(1000)), '['.repeat(1000)],
    ['an escaped quote before brackets', JSON.stringify('"' + '{'.repeat(1000)), '"' + '{'.repeat(1000)],
    ['a backslash at the end of a string', String.raw`["\\",[]]`, ['\\', []]],
    ['many siblings', `[${'[],'.repeat(999)}[]]`, Array.from({ length: 1000 }, () => [])],
  ])('reads %s', (_what, text, value) => {
    expect(readJson(bytes(text))).toEqual({ ok: true, value });
  });

  it.each([
    ['nothing', '', 'not_json'],
    ['blanks', ' \n', 'not_json'],
    ['words', 'event=bank_transfer', 'not_json'],
    ['half an object', '{"a":', 'not_json'],
    ['two values', '{}{}', 'not_json'],
    ['a NUL between tokens', '{"a":\0 1}', 'not_json'],
    ['a NUL in a string', '"a\0b"', 'not_json'],
    ['NaN', 'NaN', 'not_json'],
    ['a second byte order mark', '\ufeff\ufeff{}', 'not_json'],
    ['65 levels', nested(65), 'too_deep'],
    ['100,000 levels', nested(100_000), 'too_deep'],
    ['100,000 brackets that nobody closes', '{"a":['.repeat(50_000), 'too_deep'],
    ['100,000 brackets that nobody opened', ']'.repeat(100_000), 'not_json'],
  ])('says why %s is none', (_what, text, error) => {
    expect(readJson(bytes(text))).toEqual({ ok: false, error });
  });

  it('reads down to 64 levels', () => {
    expect(readJson(bytes(nested(64))).ok).toBe(true);
  });

  it.each([
    ['a byte that begins nothing', [0x22, 0xff, 0x22]],
    ['a sequence cut short', [0x22, 0xc3, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate as three bytes', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('says that %s is no UTF-8', (_what, body) => {
    expect(readJson(Uint8Array.from(body))).toEqual({ ok: false, error: 'not_utf8' });
  });

  it('answers whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const read = readJson(body);
        expect(read.ok || ['not_utf8', 'not_json', 'too_deep'].includes(read.error)).toBe(true);
      }),
    );
  });
});
