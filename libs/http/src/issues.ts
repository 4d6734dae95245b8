import type { ErrorCode } from '#contracts';
import { ProblemError } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

const CODE_OF_FIELD: Readonly<Record<string, ErrorCode>> = { limit: 'invalid_limit', cursor: 'invalid_cursor' };

/** Issues may repeat what was sent; the first few say enough. */
const ISSUES_TOLD_MAX = 5;
const MESSAGE_LENGTH_MAX = 200;

/** What a schema found wrong with a query, as one problem: paging has codes of its own, the rest are filters. */
export const problemOfIssues = (issues: readonly Issue[]): ProblemError => {
  const [first] = issues;
  return new ProblemError(CODE_OF_FIELD[first ? fieldOf(first) : ''] ?? 'invalid_filter', told(issues));
};

/** What a schema found wrong with a body. */
export const problemOfBody = (issues: readonly Issue[]): ProblemError => new ProblemError('invalid_body', told(issues));

const told = (issues: readonly Issue[]): string => {
  const sentences = issues.slice(0, ISSUES_TOLD_MAX).map((issue) => {
    const field = fieldOf(issue);
    const message = issue.message.slice(0, MESSAGE_LENGTH_MAX);
    return field === '' ? message : `${field}: ${message}`;
  });
  return `${sentences.join('; ')}.`;
};

const fieldOf = ({ path }: Issue): string =>
  (path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
