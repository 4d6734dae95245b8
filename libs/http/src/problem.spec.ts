import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { ErrorCodes, type ErrorCode } from '#contracts';
import { problemOf } from './problem-of.js';
import { problemAnswer, ProblemError } from './problem.js';

const never = () => false;
const codeOf = (error: unknown, isUnavailable: (error: unknown) => boolean = never): string =>
  problemOf(error, isUnavailable).code;
const bodyOf = (problem: ProblemError): unknown => JSON.parse(problemAnswer(problem).body);
const fastifyError = (statusCode: number) => Object.assign(new Error('FST'), { code: 'FST_ERR', statusCode });

describe('a problem', () => {
  it.each(Object.keys(ErrorCodes) as ErrorCode[])('%s carries its code, title and status (RFC 9457)', (code) => {
    const { status, title } = ErrorCodes[code];
    const answer = problemAnswer(new ProblemError(code, 'Because.'));
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer.body)).toEqual({
      type: `urn:caudal:problem:${code}`,
      title,
      status,
      detail: 'Because.',
      code,
    });
  });

  it('adds members, which never replace its own', () => {
    const problem = new ProblemError('unauthenticated', 'No.', { message: 'Unauthorized request.', status: 200 });
    expect(bodyOf(problem)).toMatchObject({ message: 'Unauthorized request.', status: 401 });
  });

  it('says when to try again if it is a matter of time', () => {
    expect(problemAnswer(new ProblemError('unavailable', 'Soon.')).headers['retry-after']).toMatch(/^\d+$/);
  });
});

describe('what was thrown', () => {
  it.each([
    [new NotFoundException('Cannot GET /secret'), 'not_found'],
    [new BadRequestException(), 'bad_request'],
    [new HttpException('teapot', 418), 'bad_request'],
    [new HttpException('bad gateway', 502), 'internal_error'],
    [fastifyError(413), 'payload_too_large'],
    [fastifyError(415), 'bad_request'],
    [fastifyError(408), 'request_timeout'],
    [fastifyError(500), 'internal_error'],
    [Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 'bad_request'],
    [new Error('select secret from vault'), 'internal_error'],
    ['a string', 'internal_error'],
    [undefined, 'internal_error'],
  ])('%p becomes %s', (error, code) => {
    expect(codeOf(error)).toBe(code);
  });

  it('never repeats the words of a cause', () => {
    expect(problemAnswer(problemOf(new Error('select secret'), never)).body).not.toContain('secret');
    expect(problemAnswer(problemOf(new NotFoundException('Cannot GET /secret'), never)).body).not.toContain('secret');
  });

  it('is unavailable when what we stand on is away', () => {
    expect(codeOf(new Error('refused'), () => true)).toBe('unavailable');
  });
});
