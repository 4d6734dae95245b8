import { cloudEventSource, Topics } from '#contracts';
import { bodyDigest, rawEventId } from '#idempotency';
import { instantOf } from '#kernel';
import type { OutgoingRecord } from '#messaging';
import type { RefusalReason } from '#webhook-auth';
import type { Delivery } from '../receive-webhook/delivery.js';
import { keptProof } from '../receive-webhook/verify.js';

/** A delivery that failed verification. */
export interface Refused {
  readonly delivery: Delivery;
  readonly reason: RefusalReason;
}

// Mono's largest documented body has 6 KB: 16 keep any honest one whole, so that it can be checked again after a
// secret was mended, and make a flood of large forgeries sixteen times cheaper to keep.
const KEPT_BYTES_MAX = 16 * 1024;

// A good header has 80 characters. The rest of a longer one is nobody's signature.
const KEPT_PROOF_MAX = 1_024;

const REFUSED_TYPE = 'caudal.webhook.refused';

/**
 * The record of a refused delivery. Nobody vouches for its bytes: nothing is parsed, its type is ours, and no context
 * reads its topic.
 */
export const quarantineRecord = ({ delivery, reason }: Refused, attestationKey: Buffer): OutgoingRecord => {
  const { source, body, id } = delivery;
  const kept = body.subarray(0, KEPT_BYTES_MAX);
  const proof = keptProof(delivery, attestationKey)?.slice(0, KEPT_PROOF_MAX);
  return {
    topic: Topics.quarantine.name,
    key: id,
    value: kept,
    headers: {
      ce_specversion: '1.0',
      'content-type': 'application/octet-stream',
      ce_id: rawEventId(source.provider, body),
      ce_source: cloudEventSource(source.slug),
      ce_type: REFUSED_TYPE,
      ce_deliveryid: id,
      ce_receivedtime: instantOf(delivery.receivedAtMs),
      ce_bodydigest: bodyDigest(kept),
      ce_refusal: reason,
      ...(kept.length < body.length ? { ce_truncatedfrom: String(body.length) } : {}),
      ...(proof === undefined ? {} : { ce_signature: proof }),
      ce_origin: 'webhook',
    },
  };
};
