import { createHash, randomUUID } from 'node:crypto';
import {
  cloudEventHeaders,
  cloudEventSource,
  cloudEventType,
  readEnvelope,
  routeEvent,
  type Provider,
} from '#contracts';
import type { LogRecord } from '#event-store';
import { eventIdOf } from '#idempotency';
import { instantOf, invariant } from '#kernel';

/** What a delivery is made of, when it does not come through ingress. */
export interface RawDelivery {
  readonly provider: Provider;
  readonly source?: string;
  readonly body: Buffer;
  readonly receivedAtMs?: number;
  /** Whether its source was live; it was, unless told otherwise. */
  readonly livemode?: boolean;
}

/** A record as ingress writes it, for tests that begin behind ingress: the same names, ids and keys, no signature. */
export const logRecord = (delivery: RawDelivery, offset: bigint): LogRecord => {
  const { provider, body, source = provider, receivedAtMs = 1_790_000_000_000, livemode = true } = delivery;
  const envelope = readEnvelope(provider, body);
  invariant(envelope.ok, 'a test sends readable bodies');
  const route = routeEvent(envelope.value, source);
  invariant(route.ok, `a test sends known events: ${envelope.value.type}`);
  return {
    offset,
    key: route.value.orderingKey,
    value: body,
    headers: cloudEventHeaders({
      ce_specversion: '1.0',
      'content-type': 'application/json',
      ce_id: eventIdOf(envelope.value, route.value.entityId),
      ce_source: cloudEventSource(source),
      ce_type: cloudEventType(provider, envelope.value.type),
      ce_subject: route.value.entityId,
      ce_time: envelope.value.time ?? undefined,
      ce_deliveryid: randomUUID(),
      ce_receivedtime: instantOf(receivedAtMs),
      ce_late: 'false',
      ce_bodydigest: createHash('sha256').update(body).digest('hex'),
      ce_livemode: livemode ? 'true' : 'false',
      ce_origin: 'webhook',
    }),
  };
};
