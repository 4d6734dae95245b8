import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { problemOfIssues } from './issues.js';
import { PagingQuery } from './paging.js';

const Query = z.strictObject({ ...PagingQuery, state: z.string().optional() });

const codeOf = (query: unknown): string => {
  const parsed = Query.safeParse(query);
  return parsed.success ? 'accepted' : problemOfIssues(parsed.error.issues).code;
};

describe('the query of a list', () => {
  it('has fifty rows a page unless told', () => {
    expect(Query.parse({}).limit).toBe(50);
  });

  it.each(['1', '50', '200'])('takes %s rows', (limit) => {
    expect(Query.parse({ limit }).limit).toBe(Number(limit));
  });

  it.each(['0', '201', '-1', '1.5', '1e2', '0x10', ' 5', '', 'many', '99999999999999999999', ['1', '2'], '５'])(
    'refuses %p rows as invalid_limit',
    (limit) => {
      expect(codeOf({ limit })).toBe('invalid_limit');
    },
  );

  it('refuses an empty or repeated cursor as invalid_cursor', () => {
    expect(codeOf({ cursor: '' })).toBe('invalid_cursor');
    expect(codeOf({ cursor: ['a', 'b'] })).toBe('invalid_cursor');
  });

  it('refuses a filter that it does not know, and names it', () => {
    const parsed = Query.safeParse({ colour: 'blue' });
    const problem = problemOfIssues(parsed.error?.issues ?? []);
    expect([problem.code, problem.detail]).toEqual(['invalid_filter', expect.stringContaining('colour')]);
  });

  it('repeats no more than a little of what was sent', () => {
    const parsed = Query.safeParse({ ['x'.repeat(10_000)]: '1' });
    expect(problemOfIssues(parsed.error?.issues ?? []).detail.length).toBeLessThan(300);
  });
});
