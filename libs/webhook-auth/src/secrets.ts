import { timingSafeEqual } from 'node:crypto';
import type { WebhookSecret } from './verdict.js';

/**
 * A header of Mono's is 80 bytes, one with the sixteen signatures that we read at most 1,100. Four KiB leave room for
 * versions to come; what is longer is refused before any parsing or hashing.
 */
export const HEADER_BYTES_MAX = 4_096;

/** An empty secret would let anybody sign, so it never counts as one. */
export const usable = (secrets: readonly WebhookSecret[]): WebhookSecret[] =>
  secrets.filter(({ secret }) => secret.length > 0);

/**
 * The first secret whose digest equals one of the presented. Every secret is tried against every presented digest,
 * matched or not, so that the time taken tells neither whether nor where there was a match.
 *
 * @param presented digests of 32 bytes
 * @param digestOf the 32 bytes that a secret makes
 */
export const matchingSecret = (
  presented: readonly Buffer[],
  secrets: readonly WebhookSecret[],
  digestOf: (secret: string) => Buffer,
): WebhookSecret | undefined => {
  const matches = secrets.filter((candidate) => {
    const expected = digestOf(candidate.secret);
    return presented.reduce((found, digest) => timingSafeEqual(digest, expected) || found, false);
  });
  return matches[0];
};
