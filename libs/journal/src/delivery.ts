import { createHash } from 'node:crypto';
import { providerOfType, readEnvelope, recordDigest, slugOfSource, Topics } from '#contracts';
import type { LogBatch, LogRecord } from '#event-store';
import { contentDigestUnder } from '#idempotency';
import { instantOf, parseInstant, type Instant } from '#kernel';
import { storableText } from '#persistence';

/** What became of a delivery at the door, told by where its record stands. */
export type Verdict = 'accepted' | 'duplicate' | 'unclassified' | 'rejected';

/** A delivery as the archive keeps it, before it has a place in its chain. */
export interface Delivery {
  readonly deliveryId: string;
  readonly eventId: string;
  /** Tells contents apart that came under one event id, as the contexts do. It follows from the bytes. */
  readonly contentDigest: string;
  readonly source: string;
  readonly type: string;
  readonly receivedAt: Instant;
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the bytes. */
  readonly digest: Buffer;
  readonly bodyBytes: number;
}

/**
 * Reads a record as a delivery. Whatever is on a topic is archived: what lacks a name of its own (somebody else's
 * record, which ingress never writes) is named by its place and its content, the same whenever it is read again.
 *
 * @param nowMs the time of receipt of what does not say when it came
 */
export const deliveryOf = (batch: LogBatch, record: LogRecord, nowMs: number): Delivery => {
  const { clusterId, topic, partition } = batch;
  const { offset, headers, value } = record;
  const { ce_deliveryid: deliveryId = '', ce_id: eventId = '', ce_source: source = '', ce_type: type = '' } = headers;
  const named = DIGEST.test(eventId) ? eventId : recordDigest(record).toString('hex');
  return {
    deliveryId: UUID.test(deliveryId) ? deliveryId.toLowerCase() : idOfPlace(batch, record),
    eventId: named,
    contentDigest: contentDigestOf({ topic, eventId: named, headers }, value),
    source: shortText(slugOfSource(source)),
    type: shortText(type),
    receivedAt: parseInstant(headers.ce_receivedtime) ?? parseInstant(headers.ce_time) ?? instantOf(nowMs),
    clusterId,
    topic,
    partition,
    offset,
    key: storableText(record.key),
    headers,
    digest: createHash('sha256').update(value).digest(),
    bodyBytes: value.length,
  };
};

/**
 * What a context that reads the record keeps it under, beside its event id. Where no context reads, nothing is parsed, and
 * what cannot be read has no event: the event id is then made of the content, or of the bytes.
 */
export const contentDigestOf = (
  { topic, eventId, headers }: Pick<Delivery, 'topic' | 'eventId' | 'headers'>,
  body: Buffer,
): string => {
  const provider = UNREAD.has(topic) ? undefined : providerOfType(headers.ce_type ?? '');
  const envelope = provider && readEnvelope(provider, body);
  return envelope?.ok ? contentDigestUnder(eventId, envelope.value) : eventId;
};

const UNREAD: ReadonlySet<string> = new Set([Topics.unclassified.name, Topics.quarantine.name]);

/** What it says of the verdict that a delivery stands on this topic, as this attempt at telling one content. */
export const verdictOf = (topic: string, attempt: number): Verdict => {
  if (topic === Topics.quarantine.name) return 'rejected';
  if (topic === Topics.unclassified.name) return 'unclassified';
  return attempt === 1 ? 'accepted' : 'duplicate';
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DIGEST = /^[0-9a-f]{64}$/;

/** Twice what ingress lets through; the header keeps the whole. An index takes 2,700 bytes at most. */
const TEXT_LENGTH_MAX = 512;

const shortText = (text: string): string => storableText(text.slice(0, TEXT_LENGTH_MAX));

const idOfPlace = ({ clusterId, topic, partition }: LogBatch, record: LogRecord): string =>
  createHash('sha256')
    .update(JSON.stringify([clusterId, topic, partition, record.offset.toString()]))
    .update(recordDigest(record))
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
