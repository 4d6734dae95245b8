import {
  isEntityId,
  readEnvelope,
  routeEvent,
  Topics,
  type MonoEnvelope,
  type Provider,
  type RawTopicName,
} from '#contracts';
import { eventIdOf, rawEventId } from '#idempotency';
import type { Instant } from '#kernel';

/** Why an authentic delivery is on `mono.unclassified.v1`; `unnameable` is a fault of ours. */
export const UNCLASSIFIED_REASONS = [
  'not_utf8',
  'not_json',
  'too_deep',
  'no_event',
  'unknown_event',
  'no_entity',
  'unnameable',
] as const;
export type UnclassifiedReason = (typeof UNCLASSIFIED_REASONS)[number];

/** What an authentic body says, as far as its record needs it. */
export interface NamedEvent {
  readonly topic: RawTopicName;
  /** Key of the record. */
  readonly key: string;
  readonly eventId: string;
  /** As the provider spells it; null when the body names none. */
  readonly type: string | null;
  readonly entityId: string | null;
  readonly time: Instant | null;
  /** Live or test, where the body says so. */
  readonly livemode: boolean | null;
  readonly unclassified: UnclassifiedReason | null;
  /** False for a name that Mono does not document and that was routed by its object. */
  readonly documented: boolean;
}

/**
 * Names an authentic body: event id, entity, topic, key. It never throws and never refuses: what cannot be named is
 * kept as unclassified, because a refusal may cost every attempt that the provider makes.
 */
export const nameEvent = (provider: Provider, slug: string, body: Buffer): NamedEvent => {
  try {
    const envelope = readEnvelope(provider, body);
    return envelope.ok ? nameEnvelope(envelope.value, slug) : unreadable(provider, body, envelope.error);
  } catch {
    // Nothing above is known to throw; if it does, the fault is ours and must not cost an authentic event. The reason
    // is counted by name, and the record holds the bytes.
    return unreadable(provider, body, 'unnameable');
  }
};

const nameEnvelope = (envelope: MonoEnvelope, slug: string): NamedEvent => {
  const { type, time, livemode } = envelope;
  const route = routeEvent(envelope, slug);
  if (route.ok) {
    const { topic, orderingKey, entityId, documented } = route.value;
    const eventId = eventIdOf(envelope, entityId);
    return { topic, key: orderingKey, eventId, type, entityId, time, livemode, unclassified: null, documented };
  }
  // An unknown name may still say whom it is about: its deliveries then stay in order for the day it gets a route.
  const { id } = envelope.data;
  const entityId = typeof id === 'string' && isEntityId(id) ? id : null;
  // An id that no catalogue vouches for is a guess, good enough for an order but not for an identity: the event id
  // is made of the content.
  const eventId = eventIdOf(envelope, null);
  const topic = Topics.unclassified.name;
  const unclassified = route.error;
  return { topic, key: entityId ?? eventId, eventId, type, entityId, time, livemode, unclassified, documented: false };
};

const unreadable = (provider: Provider, body: Buffer, reason: UnclassifiedReason): NamedEvent => {
  const eventId = rawEventId(provider, body);
  return {
    topic: Topics.unclassified.name,
    key: eventId,
    eventId,
    type: null,
    entityId: null,
    time: null,
    livemode: null,
    unclassified: reason,
    documented: false,
  };
};
