import { ErrorCodes, type ErrorCode } from '#contracts';

/**
 * A refusal that the caller may know about. Thrown anywhere in a request, answered as `application/problem+json`.
 *
 * `members` join the document (RFC 9457 §3.2), `headers` the answer. The detail is for people and may be reworded:
 * programs read the code.
 */
export class ProblemError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ProblemError';
  }
}

/** An answer ready to be written, whatever writes it: Nest's filter, Fastify's own errors or a bare socket. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

// Long enough for a restarting database or broker, short enough that a provider's next attempt is not put off.
const RETRY_AFTER_S = '2';

export const problemAnswer = (problem: ProblemError): ProblemAnswer => {
  const { status, title } = ErrorCodes[problem.code];
  const { code, detail, members } = problem;
  return {
    status,
    headers: {
      'content-type': PROBLEM_JSON,
      // An error of this moment must not outlive it in a cache between us and the caller.
      'cache-control': 'no-store',
      ...(code === 'unavailable' ? { 'retry-after': RETRY_AFTER_S } : {}),
      ...problem.headers,
    },
    body: JSON.stringify({ ...members, type: `urn:caudal:problem:${code}`, title, status, detail, code }),
  };
};

/** What is asked of Fastify's reply. */
export interface ProblemReply {
  code(status: number): ProblemReply;
  headers(values: Readonly<Record<string, string>>): ProblemReply;
  send(body: string): unknown;
}

export const sendProblem = (reply: ProblemReply, problem: ProblemError): void => {
  const { status, headers, body } = problemAnswer(problem);
  reply.code(status).headers(headers).send(body);
};
