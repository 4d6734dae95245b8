import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExact } from '#contracts';
import { canonicalJson } from './canonical-json.js';

/**
 * One text for one JSON value, however it was written. Strings, doubles and the order of keys are RFC 8785's; integers
 * beyond 2^53 keep their digits, which RFC 8785 would round. The text is under every event id: it never changes.
 */

/** JSON values as `parseExact` gives them: integers of any length are exact. */
const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.string({ unit: 'binary' }),
      // Every UTF-16 code unit, lone surrogates among them.
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 2n ** 53n, max: 10n ** 45n }),
      fc.bigInt({ min: -(10n ** 45n), max: -(2n ** 53n) }),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '10', '9', 'é', '\ud83d\ude00', '\ufb33')),
    tie('value'),
    { maxKeys: 6 },
  ),
})).value;

/** Writes a value with its keys in another order and with blanks where JSON allows them. */
const written = (value: unknown, order: (keys: string[]) => string[], blank: string): string => {
  const inner = (member: unknown) => blank + written(member, order, blank) + blank;
  if (typeof value === 'bigint') return value.toString();
  // JSON.stringify would take the sign from a negative zero.
  if (Object.is(value, -0)) return '-0';
  if (Array.isArray(value)) return `[${value.map(inner).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = value as Record<string, unknown>;
  return `{${order(Object.keys(members))
    .map((key) => `${blank}${JSON.stringify(key)}${blank}:${inner(members[key])}`)
    .join(',')}}`;
};

describe('canonicalJson', () => {
  it('is the same for every order of keys and every spacing', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\n\t '), (value, blank) => {
        const canonical = canonicalJson(value);
        expect(canonicalJson(parseExact(written(value, (keys) => keys.toReversed(), blank)))).toBe(canonical);
        expect(canonicalJson(parseExact(written(value, (keys) => keys.toSorted(), blank)))).toBe(canonical);
      }),
      { numRuns: 500 },
    );
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(json, (value) => {
        const canonical = canonicalJson(value);
        expect(canonicalJson(parseExact(canonical))).toBe(canonical);
      }),
      { numRuns: 500 },
    );
  });

  it('is read by any reader of JSON as the same value, but for the rounding', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // Through text, where a negative zero loses its sign.
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('differs where integers of any length differ', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 1000n }), (integer, step) => {
        const of = (value: bigint) => canonicalJson(parseExact(value.toString()));
        expect(of(integer)).toBe(integer.toString());
        expect(of(integer)).not.toBe(of(integer + step));
      }),
    );
  });
});

describe('numbers', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['1.0', '1'],
    ['1E2', '100'],
    ['16000.50', '16000.5'],
    ['0.000001', '0.000001'],
    ['0.0000001', '1e-7'],
    ['1e20', '100000000000000000000'],
    ['1e21', '1e+21'],
    ['5e-324', '5e-324'],
    ['1.7976931348623157E+308', '1.7976931348623157e+308'],
    ['333333333.33333329', '333333333.3333333'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740993.0', '9007199254740992'],
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['7'.repeat(400), '7'.repeat(400)],
    // Beyond every double: not null, which another event may hold, and a text that reads as the same again.
    ['1e400', '1e999'],
    ['-1e400', '-1e999'],
  ])('%s is written %s', (wire, canonical) => {
    expect(canonicalJson(parseExact(wire))).toBe(canonical);
    expect(canonicalJson(parseExact(canonical))).toBe(canonical);
  });
});

describe('strings', () => {
  it.each([
    ['the short escapes', String.raw`"\u0008\u0009\u000a\u000c\u000d\"\\"`, String.raw`"\b\t\n\f\r\"\\"`],
    ['other control characters, in lower case', String.raw`"\u000F\u001b\u0000"`, String.raw`"\u000f\u001b\u0000"`],
    ['no escape where none is needed', String.raw`"\/\u20ac\u007f\u2028"`, '"/\u20ac\u007f\u2028"'],
    ['a pair of surrogates as its character', String.raw`"\ud83d\ude00"`, '"\ud83d\ude00"'],
    ['a lone surrogate as an escape', String.raw`"\uDEAD"`, String.raw`"\udead"`],
    ['no normal form: one letter, two spellings', '"\u00e9 e\u0301"', '"\u00e9 e\u0301"'],
  ])('%s', (_what, wire, canonical) => {
    expect(canonicalJson(parseExact(wire))).toBe(canonical);
  });
});

describe('objects', () => {
  it.each([
    [
      'keys by UTF-16 code units, not by code points and not by value',
      '{"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"\u00f6":4,"\u0080":5,"10":6,"9":7,"1":8,"\\r":9,"":10}',
      '{"":10,"\\r":9,"1":8,"10":6,"9":7,"\u0080":5,"\u00f6":4,"\u20ac":3,"\ud83d\ude00":2,"\ufb33":1}',
    ],
    ['keys at every level', '{"b":[{"d":1,"c":2}],"a":{}}', '{"a":{},"b":[{"c":2,"d":1}]}'],
    ['lists in their order', '[3,1,2,[]]', '[3,1,2,[]]'],
    ['null is not nothing', '{"a":null}', '{"a":null}'],
    ['a key called __proto__', '{"a":1,"__proto__":{"b":2}}', '{"__proto__":{"b":2},"a":1}'],
  ])('%s', (_what, wire, canonical) => {
    expect(canonicalJson(parseExact(wire))).toBe(canonical);
  });

  it('leave out what is undefined', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  it.each([undefined, NaN, Symbol('x'), () => 1, [undefined]])('what is no JSON is refused: %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
