import { describe, expect, it } from '@jest/globals';
import type { Instant } from '#kernel';
import { learnedWrongly } from './learned.js';

describe('what a row says of when we learned it', () => {
  const claimed = '2026-03-02T10:00:00.000000Z';
  const wrong = (row: Partial<Parameters<typeof learnedWrongly>[0]>, createdAt: string | null = null) =>
    learnedWrongly(
      { recorded_at: claimed, listed_at: claimed, impossible: '', ...row },
      { firstClaimedAt: claimed as Instant, createdAt },
    );

  it('may be the moment of the first claim, by a clock that is hours off', () => {
    expect(wrong({ listed_at: '2026-03-01T12:00:00.000000Z' })).toEqual([]);
  });

  it('is not before the first claim', () => {
    expect(wrong({ recorded_at: '2026-03-02T09:59:59.999999Z' })).toEqual(['recorded_at']);
    expect(wrong({ listed_at: '2026-03-01T09:00:00.000000Z' })).toEqual(['listed_at']);
  });

  it('may be any moment where the provider named it', () => {
    for (const listed of ['1999-01-01T00:00:00.000000Z', '2099-01-01T00:00:00.000000Z']) {
      expect(wrong({ listed_at: listed, impossible: 'listed_at' }, listed)).toEqual([]);
    }
  });

  it('is what the database calls impossible, too', () => {
    expect(wrong({ impossible: 'listed_at,sequence' })).toEqual(['listed_at', 'sequence']);
  });
});
