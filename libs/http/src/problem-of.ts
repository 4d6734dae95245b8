import { HttpException } from '@nestjs/common';
import type { ErrorCode } from '#contracts';
import { ProblemError } from './problem.js';

/** Statuses that Nest, Fastify and Node answer on their own, with our code for each. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'missing_scope',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'payload_too_large',
  429: 'too_many_requests',
  431: 'headers_too_large',
  503: 'unavailable',
};

const DETAIL_OF_CODE: Partial<Record<ErrorCode, string>> = {
  bad_request: 'The request cannot be understood.',
  unauthenticated: 'The request carries no usable credentials.',
  not_found: 'There is nothing at this address.',
  method_not_allowed: 'This address does not know the method.',
  request_timeout: 'The request did not arrive in time.',
  payload_too_large: 'The body is larger than is accepted here.',
  headers_too_large: 'The headers are larger than is accepted here.',
  unavailable: 'This cannot be answered right now. Try again.',
};

/** A status as a problem. The words are ours: messages of frameworks may echo what the caller sent. */
export const problemOfStatus = (status: number): ProblemError => {
  const code = CODE_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'bad_request' : 'internal_error');
  return new ProblemError(code, DETAIL_OF_CODE[code] ?? 'The request could not be answered.');
};

/**
 * Whatever was thrown, as a problem: known refusals as they are, errors of Nest and Fastify by their status, and all
 * else as `internal_error` without a word about its cause.
 */
export const problemOf = (error: unknown, isUnavailable: (error: unknown) => boolean): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) return problemOfStatus(error.getStatus());
  if (isAborted(error)) return problemOfStatus(400);
  if (isUnavailable(error)) return problemOfStatus(503);
  const status = statusOf(error);
  return problemOfStatus(status !== undefined && status < 500 ? status : 500);
};

const statusOf = (error: unknown): number | undefined => {
  const { code, statusCode } = fieldsOf(error);
  // Fastify's errors, and those of its body readers, carry a code of their own beside the status.
  return typeof code === 'string' && typeof statusCode === 'number' ? statusCode : undefined;
};

/** Whether the caller went away, or was cut off for being slow, before it had sent its request. */
export const isAborted = (error: unknown): boolean => {
  const { code, message } = fieldsOf(error);
  // By Node's word and not by ECONNRESET alone: a database connection breaks with the same code.
  return message === 'aborted' || code === 'ERR_STREAM_PREMATURE_CLOSE';
};

interface ErrorFields {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
}

const fieldsOf = (error: unknown): ErrorFields => (typeof error === 'object' && error !== null ? error : {});
