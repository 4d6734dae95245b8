import { describe, expect, it } from '@jest/globals';
import { joined, known, told } from './telling.js';

interface Thing {
  readonly name: string | null;
  readonly owner: { readonly id: string | null; readonly city: string | null } | null;
  readonly ids: readonly string[];
}

const before: Thing = { name: 'old', owner: { id: '1', city: null }, ids: ['a'] };
const fresh: Thing = { name: 'new', owner: { id: '2', city: 'Cali' }, ids: ['b', 'a'] };
const silent: Thing = { name: null, owner: null, ids: [] };

describe('a telling', () => {
  it('replaces what was known, also within an object', () => {
    expect(told(before, fresh)).toEqual({ name: 'new', owner: { id: '2', city: 'Cali' }, ids: ['a', 'b'] });
    expect(told(before, { owner: { id: null, city: 'Cali' } })).toEqual({
      ...before,
      owner: { id: '1', city: 'Cali' },
    });
  });

  it('that only fills leaves what was known', () => {
    expect(known(before, fresh)).toEqual({ name: 'old', owner: { id: '1', city: 'Cali' }, ids: ['b', 'a'] });
    expect(known(silent, fresh)).toEqual(fresh);
  });

  it('that says nothing changes nothing, and the first one is all there is', () => {
    expect(told(before, silent)).toEqual(before);
    expect(told(undefined, fresh)).toEqual(fresh);
    expect(known(undefined, silent)).toEqual(silent);
  });
});

it('fields are joined with the missing ones empty', () => {
  expect(joined('a', null, undefined, 'b')).toBe('a|||b');
});
