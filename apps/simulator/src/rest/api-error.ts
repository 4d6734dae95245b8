import type { z } from 'zod';
import { createRandom } from '../bank/random.js';
import { monoId } from '../bank/ids.js';
import type { Refusal } from '../bank/refusal.js';

interface Fault {
  readonly error_code: string;
  readonly message: string;
  readonly path: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What the simulator answers when it cannot do what it was asked; the filter writes it in Mono's shape. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly faults: readonly Fault[],
  ) {
    super(faults.map(({ message }) => message).join('; '));
    this.name = 'ApiError';
  }
}

export const apiError = (status: number, errorCode: string, message: string, path = ''): ApiError =>
  new ApiError(status, [{ error_code: errorCode, message, path }]);

export const refused = ({ status, errorCode, message, path }: Refusal): ApiError =>
  apiError(status, errorCode, message, path);

/** @throws ApiError 422 that names each field and what is wrong with it */
export const parsed = <S extends z.ZodType>(schema: S, value: unknown): z.infer<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiError(
    422,
    result.error.issues.map((issue) => ({
      error_code: 'validation_error',
      message: issue.message,
      path: issue.path.map(String).join('.'),
    })),
  );
};

const random = createRandom('errors');

/** Mono's error body; its pages show no other. */
export const errorBody = (status: number, faults: readonly Fault[]) => {
  const code = `${String(status)} ${TITLES[status] ?? 'Error'}`;
  return {
    code,
    errors: faults.map((fault) => ({ ...fault, url: null })),
    id: monoId(random, 'log'),
    message: faults[0]?.message ?? code,
  };
};
