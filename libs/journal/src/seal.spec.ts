import { describe, expect, it } from '@jest/globals';
import { instantOf } from '#kernel';
import { makeSeal, openSeal, sealKeyOf, sealLine, sealOfLine, statementDigest } from './seal.js';

/** A seal says where every chain stood, and nobody without the key can say it. */
describe('a seal', () => {
  const key = sealKeyOf(Buffer.alloc(32, 1));
  const head = { topic: 'a', partition: 3, position: 9n, hash: Buffer.alloc(32, 5) };
  const seal = makeSeal(key, { heads: [head], sealedAt: instantOf(0), previous: undefined });

  it('opens with its key, and names the one before it', () => {
    const next = makeSeal(key, { heads: [head], sealedAt: instantOf(1), previous: seal });
    expect(openSeal(next, key.publicKey)).toEqual({
      ok: true,
      value: {
        version: 1,
        sequence: '2',
        sealed_at: '1970-01-01T00:00:00.001000Z',
        previous: statementDigest(seal),
        heads: [{ topic: 'a', partition: 3, position: '9', hash: '05'.repeat(32) }],
      },
    });
  });

  it('is the same after it was a line', () => {
    expect(sealOfLine(sealLine(seal))).toEqual(seal);
  });

  it.each(['', '{}', 'null', '{"sequence":"1"}', '['])('is no line that is something else: %s', (line) => {
    expect(sealOfLine(line)).toBeUndefined();
  });

  it.each([
    ['another statement', { statement: seal.statement.replace('"9"', '"8"') }],
    ['another signature', { signature: Buffer.alloc(64) }],
    ['another number', { sequence: 2n }],
    ['another key', { publicKey: sealKeyOf(Buffer.alloc(32, 2)).publicKey }],
    ['something signed that is no seal', { statement: '{}', signature: key.sign('{}') }],
  ])('does not open with %s', (_what, change) => {
    expect(openSeal({ ...seal, ...change }, key.publicKey).ok).toBe(false);
  });

  it('has the keys of RFC 8032', () => {
    // Its first test vector: section 7.1, TEST 1.
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    expect(sealKeyOf(seed).publicKey.toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
  });
});
