import { contentDigest } from '#idempotency';
import {
  providerOfType,
  RawHeaders,
  readEnvelope,
  routeEvent,
  slugOfSource,
  type FoldableEvent,
  type StoredEvent,
} from '#contracts';
import { err, ok, parseInstant, type Instant, type Result } from '#kernel';
import { storableText } from '#persistence';
import { asStored } from './as-stored.js';
import type { Context } from './context.js';
import { placeEvent, type PlacedEvent } from './fold-entity.js';

/** A record of a raw topic, as any transport hands it over. */
export interface LogRecord {
  readonly offset: bigint;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A delivery of an event, ready to be claimed. */
export interface Delivery {
  readonly record: LogRecord;
  readonly stored: StoredEvent;
  readonly deliveryId: string;
  readonly receivedAt: Instant;
  readonly origin: string;
  readonly late: boolean;
  /** Null when the entity has no projection, or the event no part in it. */
  readonly placed: PlacedEvent<FoldableEvent> | null;
  readonly documented: boolean;
}

/** Why a record cannot be applied: it is parked under this reason. */
export interface Undecodable {
  readonly reason: 'bad_headers' | 'unreadable_body' | 'no_route' | 'unreadable_event';
  /** For the person who looks at it: names of fields and what is wrong, never their values. */
  readonly detail: string;
}

/** Reads a record by the contracts. It never throws. */
export const decodeRecord = (context: Context, record: LogRecord): Result<Delivery, Undecodable> => {
  const headers = RawHeaders.safeParse(record.headers);
  const provider = headers.success ? providerOfType(headers.data.ce_type) : undefined;
  const receivedAt = headers.success ? parseInstant(headers.data.ce_receivedtime) : undefined;
  if (!headers.success || !provider || !receivedAt) {
    return err({ reason: 'bad_headers', detail: headers.error?.message ?? 'ce_type or ce_receivedtime is not usable' });
  }
  const envelope = readEnvelope(provider, record.value);
  if (!envelope.ok) return err({ reason: 'unreadable_body', detail: envelope.error });
  const source = slugOfSource(headers.data.ce_source);
  const route = routeEvent(envelope.value, source);
  if (!route.ok) return err({ reason: 'no_route', detail: route.error });

  const { type, data, providerEventId } = envelope.value;
  const stored: StoredEvent = {
    eventId: headers.data.ce_id,
    // Without an id of the provider's the event id is the digest already.
    contentDigest: providerEventId === null ? headers.data.ce_id : contentDigest(envelope.value),
    kind: route.value.kind,
    scope: route.value.scope,
    entityId: route.value.entityId,
    provider,
    source,
    type: storableText(type),
    occurredAt: envelope.value.time,
    livemode: headers.data.ce_livemode === 'true',
    // As the log will give it back: the fold of a batch and a later one of the log must see the same.
    data: asStored(data),
  };
  const placed = placeStored(context, stored);
  if (!placed.ok) return err({ reason: 'unreadable_event', detail: placed.error });
  return ok({
    record,
    stored,
    deliveryId: headers.data.ce_deliveryid,
    receivedAt,
    origin: headers.data.ce_origin,
    late: headers.data.ce_late === 'true',
    placed: placed.value,
    documented: route.value.documented,
  });
};

/** Decodes an event of the log for its projection; null when it has no part in one. */
export const placeStored = (
  context: Context,
  stored: StoredEvent,
): Result<PlacedEvent<FoldableEvent> | null, string> => {
  const projection = context.projections.get(stored.kind);
  if (!projection) return ok(null);
  const event = projection.fold.decode(stored);
  if (!event.ok) return event;
  return ok(event.value && placeEvent(event.value, stored));
};
