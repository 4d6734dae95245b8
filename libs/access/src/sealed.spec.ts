import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal, unseal } from './sealed.js';

/** A sealed secret opens with its key, in its place, unchanged; and in no other way. */
const key = randomBytes(32);

describe('a sealed secret', () => {
  it('opens as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (secret, context) => {
        expect(unseal(seal(secret, key, context), key, context)).toBe(secret);
      }),
    );
  });

  it('shows nothing of the secret, and is another one each time', () => {
    const [one, other] = [seal('whsec_example', key, 'a'), seal('whsec_example', key, 'a')];
    expect(one.includes('whsec')).toBe(false);
    expect(one.equals(other)).toBe(false);
    // Version, nonce, tag, and as many bytes as the secret has.
    expect(one).toHaveLength(1 + 12 + 16 + 'whsec_example'.length);
  });

  it('does not open in another place', () => {
    expect(() => unseal(seal('s', key, 'source:a:1'), key, 'source:a:2')).toThrow();
    expect(() => unseal(seal('s', key, 'source:a:1'), key, '')).toThrow();
  });

  it('does not open with another key, nor with one of another length', () => {
    expect(() => unseal(seal('s', key, 'a'), randomBytes(32), 'a')).toThrow();
    expect(() => unseal(seal('s', key, 'a'), randomBytes(16), 'a')).toThrow();
    expect(() => seal('s', randomBytes(31), 'a')).toThrow();
  });

  it('does not open when any byte of it was changed', () => {
    const sealed = seal('secret', key, 'a');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unseal(changed, key, 'a')).toThrow();
    }
  });

  it('does not open when it was cut or lengthened, down to nothing', () => {
    const sealed = seal('secret', key, 'a');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => unseal(sealed.subarray(0, length), key, 'a')).toThrow();
    }
    expect(() => unseal(Buffer.concat([sealed, Buffer.of(0)]), key, 'a')).toThrow();
  });

  it('does not open by a part of its tag, which is quickly guessed', () => {
    const empty = seal('', key, 'a');
    // Version, nonce, and 4 of the 16 bytes of the right tag.
    expect(() => unseal(empty.subarray(0, 1 + 12 + 4), key, 'a')).toThrow();
  });

  it('of another version is told as such', () => {
    const sealed = seal('secret', key, 'a');
    sealed[0] = 2;
    expect(() => unseal(sealed, key, 'a')).toThrow(/version/);
  });
});
