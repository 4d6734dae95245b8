import { createHmac } from 'node:crypto';
import { HEADER_BYTES_MAX, matchingSecret, usable } from './secrets.js';
import { parseSignatureHeader } from './signature-header.js';
import { refuse, type Verdict, type WebhookSecret } from './verdict.js';

/** What Mono Colombia's scheme is checked on. */
export interface SignedDelivery {
  /** `Mono-Signature` as received. */
  readonly header: string | undefined;
  /** The body's bytes as received; one that was parsed and written again does not verify. */
  readonly body: Uint8Array;
  /** Every secret of the source that is valid now. */
  readonly secrets: readonly WebhookSecret[];
  /** The time of receipt, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** When set, a delivery signed further than this from its receipt, before or after, is refused. */
  readonly toleranceSeconds?: number;
}

// Mono's reference code names 300 s. Its retries run for 8.4 h and may carry the first attempt's time, so that an
// older one is kept and flagged; a replay is stopped by the event id (docs/adr, "Keep late signatures").
const FRESH_MS_MAX = 300_000;

/**
 * Checks `v1 = HMAC-SHA256(secret, t + "." + body)` in constant time. A time far ahead is flagged like one far
 * behind: either way the signature is good and a clock is not, and refusing would cost an authentic event.
 */
export const verifyMonoSignature = (delivery: SignedDelivery): Verdict => {
  const { header, body, nowMs, toleranceSeconds } = delivery;
  if (header === undefined || header === '') return refuse('missing_header');
  if (header.length > HEADER_BYTES_MAX) return refuse('header_too_large');
  const parsed = parseSignatureHeader(header);
  if (!parsed) return refuse('malformed_header');
  const secrets = usable(delivery.secrets);
  if (secrets.length === 0) return refuse('no_secret');

  const match = matchingSecret(parsed.signatures, secrets, (secret) =>
    createHmac('sha256', secret).update(`${parsed.signedTime}.`).update(body).digest(),
  );
  if (!match) return refuse('mismatch');

  // Only now that `t` is known to be Mono's word does it decide anything.
  const distanceMs = Math.abs(nowMs - parsed.timeSeconds * 1_000);
  if (toleranceSeconds !== undefined && distanceMs > toleranceSeconds * 1_000) return refuse('outside_tolerance');
  return { ok: true, secretId: match.id, signatureTime: parsed.timeSeconds, late: distanceMs > FRESH_MS_MAX };
};
