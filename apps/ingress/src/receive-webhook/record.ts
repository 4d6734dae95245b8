import { cloudEventHeaders, cloudEventSource, cloudEventType } from '#contracts';
import { bodyDigest } from '#idempotency';
import { instantOf } from '#kernel';
import type { OutgoingRecord } from '#messaging';
import { headerOf, type Delivery } from './delivery.js';
import type { NamedEvent } from './name-event.js';
import { traceparentOf } from './trace-context.js';
import type { Authenticity } from './verify.js';

/** `ce_type` must stand in every record; a body that names no event gets a name that no provider has. */
const NAMELESS = 'unreadable';

/**
 * The record of a delivery: the exact bytes received, with everything learned about them in headers.
 *
 * @param proof what is kept of the presented proof, see `keptProof`
 */
export const recordOf = (
  delivery: Delivery,
  authenticity: Authenticity,
  event: NamedEvent,
  proof: string | undefined,
): OutgoingRecord => {
  const { source, body } = delivery;
  return {
    topic: event.topic,
    key: event.key,
    value: body,
    headers: cloudEventHeaders({
      ce_specversion: '1.0',
      // By what the bytes are, not by what the request called them: a sender's mislabelling must not travel on.
      'content-type': event.type === null ? 'application/octet-stream' : 'application/json',
      ce_id: event.eventId,
      ce_source: cloudEventSource(source.slug),
      ce_type: cloudEventType(source.provider, event.type ?? NAMELESS),
      ce_subject: event.entityId ?? undefined,
      ce_time: event.time ?? undefined,
      ce_deliveryid: delivery.id,
      ce_receivedtime: instantOf(delivery.receivedAtMs),
      ce_signaturetime:
        authenticity.signatureTimeS === undefined ? undefined : instantOf(authenticity.signatureTimeS * 1_000),
      ce_late: authenticity.late ? 'true' : 'false',
      ce_secretid: authenticity.secretId,
      ce_bodydigest: bodyDigest(body),
      ce_signature: proof,
      ce_livemode: (event.livemode ?? source.livemode) ? 'true' : 'false',
      ce_origin: 'webhook',
      ce_unclassified: event.unclassified ?? undefined,
      traceparent: traceparentOf(headerOf(delivery.headers, 'traceparent'), delivery.id),
    }),
  };
};
