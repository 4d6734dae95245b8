import { contentDigestUnder } from '#idempotency';
import {
  CONFLICT_RESOLVED,
  providerOfType,
  RawHeaders,
  readEnvelope,
  routeEvent,
  slugOfSource,
  whatIsWrong,
  type EntityKind,
  type EnvelopeProblem,
  type FoldableEvent,
  type MonoEnvelope,
  type Provider,
  type StoredEvent,
} from '#contracts';
import { err, ok, parseInstant, type Instant, type Result } from '#kernel';
import { storableText } from '#persistence';
import { asStored } from './as-stored.js';
import type { Context } from './context.js';
import { decodeDecision, isDecision, placeDecision } from './decisions.js';
import { placeEvent, type Placed } from './fold-entity.js';
import type { LogRecord } from './log-batch.js';

/** What a record says: an event, and how it came. */
export interface ReadDelivery {
  readonly record: LogRecord;
  readonly stored: StoredEvent;
  readonly deliveryId: string;
  readonly receivedAt: Instant;
  readonly origin: string;
  readonly late: boolean;
  readonly documented: boolean;
}

/** A delivery of an event, ready to be claimed. */
export interface Delivery extends ReadDelivery {
  /** Null when the entity has no projection, or the event no part in it. */
  readonly placed: Placed<FoldableEvent> | null;
}

/** Why a record cannot be applied: it is parked under this reason. */
export interface Undecodable {
  readonly reason: 'bad_headers' | 'unreadable_body' | 'no_route' | 'unreadable_event';
  /** For the person who looks at it: names of fields and what is wrong, never their values. */
  readonly detail: string;
}

/** Reads a record by the contracts, for its fold; null when it is none of the context's business. It never throws. */
export const decodeRecord = (context: Context, record: LogRecord): Result<Delivery | null, Undecodable> => {
  const read = readRecord(context, record);
  if (!read.ok || read.value === null) return read as Result<null, Undecodable>;
  const placed = placeStored(context, read.value.stored);
  if (!placed.ok) return err({ reason: 'unreadable_event', detail: placed.error });
  return ok({ ...read.value, placed: placed.value });
};

/** Reads a record by the contracts, as the log keeps it; whether its fold can read it is not asked. It never throws. */
export const readRecord = (context: Context, record: LogRecord): Result<ReadDelivery | null, Undecodable> => {
  const type = record.headers.ce_type;
  if (type === CONFLICT_RESOLVED) return readOwnRecord(context, decodeDecision, record);
  return context.decodeOwn && type?.startsWith(OWN_TYPE)
    ? readOwnRecord(context, context.decodeOwn, record)
    : readMonoRecord(context, record, (provider) => readEnvelope(provider, record.value));
};

/**
 * Reads a record whose bytes were erased by its headers, and by what a log says that it told: its content digest is made
 * of that. Undefined for a record of Caudal's own, whose bytes alone say what it is.
 */
export const readErased = (
  context: Context,
  record: Omit<LogRecord, 'value'>,
  { type, data }: StoredEvent,
): Result<ReadDelivery | null, Undecodable> | undefined =>
  record.headers.ce_type?.startsWith(OWN_TYPE)
    ? undefined
    : readMonoRecord(context, { ...record, value: Buffer.alloc(0) }, (provider) => {
        const { ce_time: time = '', ce_id: eventId = '' } = record.headers;
        return ok({ provider, type, data, time: parseInstant(time) ?? null, providerEventId: eventId, livemode: null });
      });

const OWN_TYPE = 'caudal.';

/** A change of another context, or a person's decision: its delivery is the record itself. */
const readOwnRecord = (
  context: Context,
  decodeOwn: NonNullable<Context['decodeOwn']>,
  record: LogRecord,
): Result<ReadDelivery | null, Undecodable> => {
  const { ce_time: time, ce_origin: origin = 'caudal', ce_deliveryid: deliveryId } = record.headers;
  const receivedAt = parseInstant(time ?? '');
  if (!receivedAt) return err({ reason: 'bad_headers', detail: 'ce_time is not usable' });
  const stored = decodeOwn(record);
  if (!stored.ok) return err({ reason: 'unreadable_event', detail: stored.error });
  if (stored.value === null || !isKept(context, stored.value.kind)) return ok(null);
  return ok({
    record,
    stored: stored.value,
    // A change has no delivery; the digest it is named by is one of its content, so that each replay names it alike.
    deliveryId: deliveryId ?? uuidOf(stored.value.eventId),
    receivedAt,
    origin,
    late: false,
    documented: true,
  });
};

const isKept = ({ keeps, projections }: Context, kind: EntityKind): boolean => keeps === 'all' || projections.has(kind);

/** The first 128 bits of a digest, written as a UUID. */
const uuidOf = (digest: string): string =>
  digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const readMonoRecord = (
  context: Context,
  record: LogRecord,
  read: (provider: Provider) => Result<MonoEnvelope, EnvelopeProblem>,
): Result<ReadDelivery | null, Undecodable> => {
  const headers = RawHeaders.safeParse(record.headers);
  const provider = headers.success ? providerOfType(headers.data.ce_type) : undefined;
  const receivedAt = headers.success ? parseInstant(headers.data.ce_receivedtime) : undefined;
  if (!headers.success || !provider || !receivedAt) {
    return err({
      reason: 'bad_headers',
      detail: headers.error ? whatIsWrong(headers.error) : 'ce_type or ce_receivedtime is not usable',
    });
  }
  const envelope = read(provider);
  if (!envelope.ok) return err({ reason: 'unreadable_body', detail: envelope.error });
  const source = slugOfSource(headers.data.ce_source);
  const route = routeEvent(envelope.value, source);
  if (!route.ok) return err({ reason: 'no_route', detail: route.error });
  if (!isKept(context, route.value.kind)) return ok(null);

  const { type, data } = envelope.value;
  const stored: StoredEvent = {
    eventId: headers.data.ce_id,
    contentDigest: contentDigestUnder(headers.data.ce_id, envelope.value),
    kind: route.value.kind,
    scope: route.value.scope,
    // The entity of the log is what the record's key orders: of a card transaction that is its whole chain.
    entityId: route.value.orderingKey,
    provider,
    source,
    type: storableText(type),
    occurredAt: envelope.value.time,
    livemode: headers.data.ce_livemode === 'true',
    // As the log will give it back: the fold of a batch and a later one of the log must see the same.
    data: asStored(data),
  };
  return ok({
    record,
    stored,
    deliveryId: headers.data.ce_deliveryid,
    receivedAt,
    origin: headers.data.ce_origin,
    late: headers.data.ce_late === 'true',
    documented: route.value.documented,
  });
};

/** Decodes an event of the log for its projection; null when it has no part in one. */
export const placeStored = (context: Context, stored: StoredEvent): Result<Placed<FoldableEvent> | null, string> => {
  const projection = context.projections.get(stored.kind);
  if (!projection) return ok(null);
  if (isDecision(stored)) return placeDecision(stored);
  const event = projection.fold.decode(stored);
  if (!event.ok) return event;
  return ok(event.value && placeEvent(event.value, stored));
};
