import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExact } from '#contracts';
import { storableJson } from '#persistence';
import { useDatabase } from '#testing';
import { asStored } from './as-stored.js';

/** The fold of a batch sees an event as a later fold of the log will: `asStored` foretells what the column gives back. */
describe('an event as the log gives it back', () => {
  const database = useDatabase({ poolSize: 1 });

  const stored = async (data: object): Promise<unknown> => {
    const [row] = await database.query<{ data: unknown }>('select $1::text::json as data', [storableJson(data)]);
    return row?.data;
  };

  it.each([
    ['an int64', '9223372036854775807'],
    ['the first integer that a double cannot hold', '9007199254740993'],
    ['an integer far beyond int64', '123456789012345678901234567890'],
    ['an integer written as a fraction', '12345678901234567890.0'],
    ['an integer written with an exponent', '1e20'],
    ['one that stays an exponent', '1e30'],
    ['a number beyond all doubles', '1e400'],
    ['minus nothing', '-0'],
    ['a fraction', '0.30000000000000004'],
    ['NUL in a text', '"a\\u0000b"'],
    ['half a character', '"a\\ud83d"'],
    ['a whole one', '"a\\ud83d\\ude00"'],
    ['a separator of records', '"a\\u001eb"'],
  ])('%s: %s', async (_, text) => {
    const data = parseExact(`{"v":${text},"list":[${text},{"w":${text}}]}`) as Record<string, unknown>;
    const kept = asStored(data);
    expect(await stored(data)).toEqual(kept);
    // What it gives is stable: stored again it is the same.
    expect(asStored(kept)).toEqual(kept);
  });

  it('NUL in the name of a field', async () => {
    const data = parseExact('{"a\\u0000":1}') as Record<string, unknown>;
    expect(asStored(data)).toEqual({ a: 1 });
    expect(await stored(data)).toEqual({ a: 1 });
  });

  it('any JSON at all', async () => {
    const texts = fc.json({ stringUnit: 'binary' });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const data = { v: parseExact(text) };
        expect(await stored(data)).toEqual(asStored(data));
      }),
      { numRuns: 300 },
    );
  });

  it('returns what needs no change as it is, without copying it', () => {
    const data = { id: 'x', amount: 1_600_000, nested: { list: [1.5, true, null, 'ñ'] } };
    expect(asStored(data)).toBe(data);
  });
});
