import { hasScope, type ApiKey } from '#access';
import { invariant } from '#kernel';
import { ProblemError } from '#http';
import { accessRuleOf } from './access-rules.js';
import type { KeyRing } from './key-ring.js';

const BEARER = /^bearer +(\S+) *$/i;
const CHALLENGE = 'Bearer realm="caudal"';

/**
 * Lets a request through to a route, or says why not.
 *
 * @returns the key that opened; nothing where none is needed
 * @throws ProblemError `unauthenticated` without a usable key, `missing_scope` with one that may not
 */
export const authorize = async (
  keys: KeyRing,
  pattern: string,
  authorization: string | undefined,
): Promise<ApiKey | undefined> => {
  const rule = accessRuleOf(pattern);
  invariant(rule, `the route ${pattern} has an access rule`);
  if (rule === 'open') return undefined;
  if (authorization === undefined) throw unauthenticated(CHALLENGE);
  const token = BEARER.exec(authorization)?.[1];
  const key = token === undefined ? undefined : await keys.find(token);
  if (!key) throw unauthenticated(`${CHALLENGE}, error="invalid_token"`);
  if (hasScope(key, rule)) return key;
  throw new ProblemError(
    'missing_scope',
    `This needs a key with the scope ${rule}.`,
    { scope: rule },
    { 'www-authenticate': `${CHALLENGE}, error="insufficient_scope", scope="${rule}"` },
  );
};

const unauthenticated = (challenge: string): ProblemError =>
  new ProblemError(
    'unauthenticated',
    'Send a valid API key: Authorization: Bearer caudal_…',
    {},
    {
      'www-authenticate': challenge,
    },
  );
