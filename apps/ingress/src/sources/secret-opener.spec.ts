/** Secrets are opened once; one that does not open stops nothing but itself. */
import { describe, expect, it } from '@jest/globals';
import { seal } from '#access';
import { secretOpener, UNOPENED } from './secret-opener.js';

const KEY = Buffer.alloc(32, 1);
const CONTEXT = 'source:bogota:1';

describe('secretOpener', () => {
  it('opens a secret, and remembers it from one poll to the next', () => {
    const opener = secretOpener();
    const sealed = seal('whsec_1', KEY, CONTEXT);
    expect(opener.open(sealed, KEY, CONTEXT)).toBe('whsec_1');
    opener.keep();
    // Only the memory can know it now: this key does not open it.
    const wrongKey = Buffer.alloc(32, 2);
    expect(opener.open(sealed, wrongKey, CONTEXT)).toBe('whsec_1');
    opener.keep();
    opener.keep();
    expect(opener.open(sealed, wrongKey, CONTEXT)).toBe(UNOPENED);
  });

  it('tells apart the same bytes in another place, and other bytes in the same', () => {
    const opener = secretOpener();
    const sealed = seal('whsec_1', KEY, CONTEXT);
    opener.open(sealed, KEY, CONTEXT);
    opener.keep();
    expect(opener.open(sealed, KEY, 'source:bogota:2')).toBe(UNOPENED);
    expect(opener.open(seal('whsec_2', KEY, CONTEXT), KEY, CONTEXT)).toBe('whsec_2');
  });
});
