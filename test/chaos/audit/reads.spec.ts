/** Proves: a read that differs from the books in anything is told. */
import { describe, expect, it } from '@jest/globals';
import { compareReads } from './reads.js';

const expected = [{ id: 'a', fields: { state: 'approved', amount: { amount: '1', currency: 'COP' } } }];
const right = { id: 'a', state: 'approved', amount: { currency: 'COP', amount: '1' }, parked: false, more: true };

describe('compareReads', () => {
  it('is content with what the books say, and with more', () => {
    expect(compareReads('transfers', expected, [right])).toEqual([]);
  });

  it('tells of a field that differs, of one that is parked, missing, in no book, or there twice', () => {
    expect(compareReads('transfers', expected, [{ ...right, state: 'declined' }])).toEqual([
      'transfers/a: state is "declined", the books say "approved"',
    ]);
    expect(compareReads('transfers', expected, [{ ...right, parked: true }])).toHaveLength(1);
    expect(compareReads('transfers', expected, [])).toEqual(['transfers/a is not there']);
    expect(compareReads('transfers', expected, [right, { ...right, id: 'b' }])).toEqual(['transfers/b is in no book']);
    expect(compareReads('transfers', expected, [right, right])).toHaveLength(1);
  });
});
