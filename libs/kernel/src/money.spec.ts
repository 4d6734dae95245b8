import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moneyOf, parseMinorUnits } from './money.js';

/** Amounts are integers of minor units or nothing: no fraction, exponent or rounding ever becomes money. */
describe('parseMinorUnits', () => {
  it.each([
    ['zero', 0, 0n],
    ['negative zero', -0, 0n],
    ['the last safe number', Number.MAX_SAFE_INTEGER, 9007199254740991n],
    ['2^53 + 1, kept exact by the parser', 9007199254740993n, 9007199254740993n],
    ['the largest int64', 9223372036854775807n, 9223372036854775807n],
    ['digits as text', '1600000', 1600000n],
    ['int64 as text', '9223372036854775807', 9223372036854775807n],
    ['a negative amount as text', '-5500', -5500n],
    ['38 digits, as many as the column holds', '9'.repeat(38), 10n ** 38n - 1n],
  ])('reads %s', (_what, written, amount) => {
    expect(parseMinorUnits(written)).toBe(amount);
  });

  it.each([
    ['a fraction', 0.5],
    ['a number that was rounded already', 9007199254740992],
    ['an exponent that overflowed', Infinity],
    ['no number', NaN],
    ['a fraction as text', '16000.00'],
    ['an exponent as text', '1e3'],
    ['hexadecimal text', '0x10'],
    ['grouped digits', '1,600,000'],
    ['a plus sign', '+5'],
    ['blanks', ' 5'],
    ['digits of another script', '١٢٣'],
    ['empty text', ''],
    ['39 digits as text', '1'.repeat(39)],
    ['39 digits as a number', 10n ** 38n],
    ['a yes', true],
    ['null', null],
    ['undefined', undefined],
    ['an object', { amount: 5 }],
  ])('refuses %s', (_what, written) => {
    expect(parseMinorUnits(written)).toBeUndefined();
  });

  it('reads an integer the same from a number, a bigint and its digits', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (amount) => {
        expect(parseMinorUnits(amount)).toBe(BigInt(amount));
        expect(parseMinorUnits(BigInt(amount))).toBe(BigInt(amount));
        expect(parseMinorUnits(String(amount))).toBe(BigInt(amount));
      }),
    );
  });
});

describe('moneyOf', () => {
  it.each([
    ['COP', 'COP'],
    ['ngn', 'NGN'],
    ['Naira', 'NGN'],
    [' naira ', 'NGN'],
    ['Pesos', 'COP'],
    ['usd', 'USD'],
    ['Bitcoin', 'Bitcoin'],
    ['constructor', 'constructor'],
    ['', ''],
  ])('writes the currency %p as %p', (spelled, currency) => {
    expect(moneyOf(5500n, spelled)).toEqual({ amount: 5500n, currency });
  });
});
