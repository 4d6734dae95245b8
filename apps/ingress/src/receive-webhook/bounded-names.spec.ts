import { describe, expect, it } from '@jest/globals';
import { boundedNames } from './bounded-names.js';

describe('boundedNames', () => {
  it('lets so many distinct names through, and those again, and calls the rest other', () => {
    const label = boundedNames(2);
    expect(['a', 'b', 'c', 'a', 'b', 'd'].map(label)).toEqual(['a', 'b', 'other', 'a', 'b', 'other']);
  });

  it.each([null, '', 'with space', 'x'.repeat(65), 'new\nline'])('calls %j other', (name) => {
    expect(boundedNames()(name)).toBe('other');
  });
});
