import type { ApiKey } from '#access';
import { invariant } from '#kernel';

const callers = new WeakMap<object, ApiKey>();

/** Notes whose key let a request in. */
export const noteCaller = (request: object, key: ApiKey): void => {
  callers.set(request, key);
};

/** The key that let a request in; every route below `/v1` has one. */
export const callerOf = (request: object): ApiKey => {
  const key = callers.get(request);
  invariant(key, 'a guarded route has a caller');
  return key;
};
