import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storableJson, storableText } from './storable.js';

/** What PostgreSQL cannot hold is taken out, and nothing else: NUL is dropped, a lone surrogate becomes U+FFFD. */
describe('storableText', () => {
  it.each([
    ['plain text', 'Ana', 'Ana'],
    ['NUL', 'A\0n\0a', 'Ana'],
    ['a lone high surrogate', 'a\ud83d', 'a\ufffd'],
    ['a lone low surrogate', '\ude00b', '\ufffdb'],
    ['surrogates the wrong way round', '\ude00\ud83d', '\ufffd\ufffd'],
    ['surrogates that a NUL parted', '\ud83d\0\ude00', '\ud83d\ude00'],
    ['a pair', '\ud83d\ude00', '\ud83d\ude00'],
    ['the text of an escape', String.raw`\u0000`, String.raw`\u0000`],
  ])('%s', (_what, text, stored) => {
    expect(storableText(text)).toBe(stored);
  });
});

describe('storableJson', () => {
  it.each([
    [
      'digits of any length',
      { a: 9007199254740993n, b: [-(10n ** 40n)] },
      `{"a":9007199254740993,"b":[-1${'0'.repeat(40)}]}`,
    ],
    ['NUL in values and keys', { 'a\0': ['b\0', { c: '\0' }] }, '{"a":["b",{"c":""}]}'],
    ['lone surrogates', ['\ud800', { '\udfff': 1n }], '["\ufffd",{"\ufffd":1}]'],
    ['the text of an escape, which is no NUL', [String.raw`\u0000 \ud800`], String.raw`["\\u0000 \\ud800"]`],
    ['both at once', [String.raw`\u0000`, '\0x', 5n], String.raw`["\\u0000","x",5]`],
    ['other control characters', ['\u0001\n'], String.raw`["\u0001\n"]`],
    ['a key called __proto__', JSON.parse('{"__proto__":"a\\u0000"}') as unknown, '{"__proto__":"a"}'],
  ])('%s', (_what, value, stored) => {
    expect(storableJson(value)).toBe(stored);
  });

  it('is what JSON.stringify writes, where there is nothing to take out', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(storableJson(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('never holds a NUL or a lone surrogate, escaped or not', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const odd = fc.string({ unit: fc.oneof(unit, fc.constantFrom('\0', '\ud800', '\udc00', '\\', 'u')) });
    fc.assert(
      fc.property(fc.dictionary(odd, fc.array(odd)), (value) => {
        const texts = Object.entries(JSON.parse(storableJson(value)) as Record<string, string[]>).flat(2);
        expect(texts.filter((text) => text.includes('\0') || !text.isWellFormed())).toEqual([]);
      }),
    );
  });
});
