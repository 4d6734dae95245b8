import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { flag, instant, kobo, money, object, text, textOrIdOf } from './fields.js';

/**
 * Optional fields that are missing, null or of another type are not known, and nothing else fails for it. Money is
 * the exception: what is there must be an integer of minor units.
 */
const Wire = z.looseObject({
  id: z.string(),
  text,
  flag,
  instant,
  owner: textOrIdOf('_id', 'id'),
  nested: object({ text, deeper: object({ flag }) }),
  money,
  kobo,
});

const unknown = { text: null, flag: null, instant: null, owner: null, nested: null, money: null, kobo: null };

describe('an optional field', () => {
  it('that is missing is not known', () => {
    expect(Wire.parse({ id: 'x' })).toEqual({ id: 'x', ...unknown });
  });

  it('that is null is not known', () => {
    expect(Wire.parse({ id: 'x', ...unknown })).toEqual({ id: 'x', ...unknown });
  });

  it.each([[[]], [{}], [true], [Infinity]])('of another type (%p) is not known', (odd) => {
    const { flag: _flag, nested: _nested, ...rest } = unknown;
    const fields = { text: odd, instant: odd, owner: odd };
    expect(Wire.parse({ id: 'x', ...fields })).toMatchObject({ ...rest, money: null, kobo: null });
    expect(Wire.parse({ id: 'x', flag: 'true', nested: 'text' })).toMatchObject({ flag: null, nested: null });
  });

  it('that nobody knows is kept', () => {
    expect(Wire.parse({ id: 'x', new: { a: 1n } })).toHaveProperty('new', { a: 1n });
  });

  it('of an object is not known by itself', () => {
    expect(object({ text, deeper: object({ flag }) }).parse({ deeper: { flag: true } })).toEqual({
      text: null,
      deeper: { flag: true },
    });
  });
});

describe('text', () => {
  it.each([
    ['words', 'a b', 'a b'],
    ['nothing', '', null],
    ['a number, where Mono slips', 57, '57'],
    ['a long number', 90071992547409931n, '90071992547409931'],
    ['a NUL, which no column holds', 'a\0b', 'ab'],
    ['only a NUL', '\0', null],
    ['a lone surrogate', 'a\ud800', 'a\ufffd'],
  ])('is %s', (_what, wire, value) => {
    expect(text.parse(wire)).toBe(value);
  });

  it.each([
    ['itself', 'a', 'a'],
    ['an object that has it', { id: 'a' }, 'a'],
    ['an object that has it twice, the first name first', { id: 'b', _id: 'a' }, 'a'],
    ['an object whose first is none', { _id: null, id: 'b' }, 'b'],
    ['an object without', { name: 'a' }, null],
    ['a number', 7, null],
    ['null', null, null],
    ['nothing', undefined, null],
  ])('or id is read from %s', (_what, wire, value) => {
    expect(textOrIdOf('_id', 'id').parse(wire)).toBe(value);
  });
});

describe('money of Mono Colombia', () => {
  it('without a currency is no amount, and stops nothing', () => {
    expect(money.parse({ amount: 5 })).toBeNull();
    expect(money.parse({ amount: 5, currency: null })).toBeNull();
  });

  it.each([
    ['an integer', { amount: 1600000, currency: 'COP' }, { amount: '1600000', currency: 'COP' }],
    ['int64', { amount: 9223372036854775807n, currency: 'COP' }, { amount: '9223372036854775807', currency: 'COP' }],
    [
      'digits as text',
      { amount: '9007199254740993', currency: 'usd' },
      { amount: '9007199254740993', currency: 'USD' },
    ],
    ['a negative amount', { amount: -5, currency: 'COP' }, { amount: '-5', currency: 'COP' }],
    ['other fields beside', { amount: 0, currency: 'COP', note: 'x' }, { amount: '0', currency: 'COP' }],
  ])('is %s', (_what, wire, value) => {
    expect(money.parse(wire)).toEqual(value);
  });

  it.each([
    ['a fraction', { amount: 0.5, currency: 'COP' }],
    ['a rounded float', { amount: 1e19, currency: 'COP' }],
    ['an exponent beyond every double', { amount: Infinity, currency: 'COP' }],
    ['an exponent as text', { amount: '1e3', currency: 'COP' }],
    ['39 digits', { amount: '1'.repeat(39), currency: 'COP' }],
    ['an amount that is null', { amount: null, currency: 'COP' }],
    ['no amount', { currency: 'COP' }],
    ['an empty currency', { amount: 5, currency: '' }],
    ['a currency that is a tale', { amount: 5, currency: 'x'.repeat(17) }],
    ['a bare number', 5],
    ['text', '5 COP'],
  ])('that is %s makes the event undecodable', (_what, wire) => {
    expect(money.safeParse(wire).success).toBe(false);
    expect(Wire.safeParse({ id: 'x', money: wire }).success).toBe(false);
  });
});

describe('kobo', () => {
  it.each([
    ['an integer', 5500, 5500n],
    ['digits as text', '2000000', 2000000n],
    ['int64', 9223372036854775807n, 9223372036854775807n],
    ['zero, which is not nothing', 0, 0n],
    ['null', null, null],
    ['nothing', undefined, null],
  ])('is %s', (_what, wire, value) => {
    expect(kobo.parse(wire)).toBe(value);
  });

  it.each([0.5, '55.00', '1e3', 1e19, Infinity, '', 'fifty', '1'.repeat(39), {}, [], true])(
    'that is %p is refused, not rounded',
    (wire) => {
      expect(kobo.safeParse(wire).success).toBe(false);
    },
  );
});
