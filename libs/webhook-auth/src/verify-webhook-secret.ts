import { createHash } from 'node:crypto';
import { headerBytes } from './header-bytes.js';
import { HEADER_BYTES_MAX, matchingSecret, usable } from './secrets.js';
import { refuse, type Verdict, type WebhookSecret } from './verdict.js';

/** What Mono Nigeria's scheme is checked on: the header alone. Nothing binds it to the body or to a time. */
export interface BearerDelivery {
  /** `mono-webhook-secret` as received. It is the secret itself: never log or store it. */
  readonly header: string | undefined;
  /** Every secret of the source that is valid now. */
  readonly secrets: readonly WebhookSecret[];
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** Checks that the presented secret is one of the source's; over digests, so that its length leaks nothing either. */
export const verifyMonoWebhookSecret = ({ header, secrets: all }: BearerDelivery): Verdict => {
  if (header === undefined || header === '') return refuse('missing_header');
  if (header.length > HEADER_BYTES_MAX) return refuse('header_too_large');
  const presented = headerBytes(header);
  if (!presented) return refuse('malformed_header');
  const secrets = usable(all);
  if (secrets.length === 0) return refuse('no_secret');

  const match = matchingSecret([sha256(presented)], secrets, (secret) => sha256(Buffer.from(secret, 'utf8')));
  return match ? { ok: true, secretId: match.id, late: false } : refuse('mismatch');
};
