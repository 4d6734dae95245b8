import { createHash, hash } from 'node:crypto';
import type { MonoEnvelope, Provider } from '#contracts';
import { canonicalJson } from './canonical-json.js';

/**
 * The event id: "this message", the same for every delivery of it. It never changes once it is on a log, and its keys
 * never expire: Mono retries for 8.4 h, operators redeliver for years.
 *
 * SHA-256 of the canonical form of `{provider, type, data}` after unwrapping, so that a new envelope time, another key
 * order or other spacing is the same event; where the provider gives an `event_id` (the same on every attempt), of
 * `{provider, type, entity id, event_id}`.
 *
 * @returns 64 hexadecimal digits
 */
export const eventIdOf = (envelope: MonoEnvelope, entityId: string | null): string =>
  envelope.providerEventId === null || entityId === null
    ? contentDigest(envelope)
    : digestOf({
        provider: envelope.provider,
        type: envelope.type,
        entity_id: entityId,
        event_id: envelope.providerEventId,
      });

/** What the event says, as 64 hexadecimal digits: two contents under one event id differ here. */
export const contentDigest = ({ provider, type, data }: MonoEnvelope): string => digestOf({ provider, type, data });

/**
 * What tells contents apart under an event id. Without an id of the provider's the event id is the digest already.
 *
 * @param eventId as it came with the record, 64 hexadecimal digits
 */
export const contentDigestUnder = (eventId: string, envelope: MonoEnvelope): string =>
  envelope.providerEventId === null ? eventId : contentDigest(envelope);

/** The event id of an authentic body that says nothing readable: of its bytes, there is nothing else. */
export const rawEventId = (provider: Provider, body: Uint8Array): string =>
  createHash('sha256').update(`${provider}\n`).update(body).digest('hex');

/** SHA-256 of the exact bytes, in hexadecimal. */
export const bodyDigest = (body: Uint8Array): string => hash('sha256', body, 'hex');

const digestOf = (value: object): string => hash('sha256', canonicalJson(value), 'hex');
