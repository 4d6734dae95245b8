import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor, positionText } from './cursor.js';
import { ProblemError } from './problem.js';

const Position = z.strictObject({ list: z.literal('transfers'), id: z.string() });

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof ProblemError ? error.code : 'not a problem';
  }
};

const versioned = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a text in a position', () => {
  it('is nothing that no column can hold', () => {
    const schema = z.strictObject({ id: positionText });
    expect(codeOf(() => decodeCursor(encodeCursor({ id: 'a\0' }), schema))).toBe('invalid_cursor');
    expect(decodeCursor(encodeCursor({ id: 'a' }), schema)).toEqual({ id: 'a' });
  });
});

describe('a cursor', () => {
  it('comes back as the position that it was made of, whatever the id holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 128 }), (id) => {
        const position = { list: 'transfers' as const, id };
        expect(decodeCursor(encodeCursor(position), Position)).toEqual(position);
      }),
    );
  });

  it('fits an address unescaped', () => {
    expect(encodeCursor({ list: 'transfers', id: '??>>~~' })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['words', 'not a cursor'],
    ['base64url of no JSON', Buffer.from('{').toString('base64url')],
    ['a bare position', versioned({ list: 'transfers', id: 'a' })],
    ['another version', versioned([2, { list: 'transfers', id: 'a' }])],
    ['the position of another list', encodeCursor({ list: 'payouts', id: 'a' })],
    ['another spelling of the same bytes', `${encodeCursor({ list: 'transfers', id: 'a' })}=`],
    ['more text than any position has', encodeCursor({ list: 'transfers', id: 'a'.repeat(2_000) })],
  ])('refuses %s as invalid_cursor', (_what, text) => {
    expect(codeOf(() => decodeCursor(text, Position))).toBe('invalid_cursor');
  });
});
