import { z } from 'zod';
import type { Provider } from './views/common.js';

/** Where a delivery came from. */
const Origin = z.enum(['webhook', 'spool', 'redelivery', 'backfill', 'operator']);

/**
 * CloudEvents 1.0 in Kafka's binary mode: the value is the exact body, the attributes are these headers. Optional
 * ones are absent, never empty.
 */
export const RawHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  'content-type': z.string(),
  /** The event id: the same for every delivery of one event. */
  ce_id: z.string(),
  ce_source: z.string(),
  /** `la.mono.<type>` (Colombia) or `co.mono.<type>` (Nigeria), as the provider spells it. */
  ce_type: z.string(),
  ce_subject: z.string().optional(),
  ce_time: z.string().optional(),
  /** One a request (UUIDv7). */
  ce_deliveryid: z.string(),
  ce_receivedtime: z.string(),
  ce_signaturetime: z.string().optional(),
  ce_late: z.enum(['true', 'false']),
  ce_secretid: z.string().optional(),
  /** SHA-256 of the value, in hexadecimal. */
  ce_bodydigest: z.string(),
  ce_signature: z.string().optional(),
  ce_livemode: z.enum(['true', 'false']),
  ce_origin: Origin,
  ce_causationid: z.string().optional(),
  /** Why a record of `mono.unclassified.v1` is there. */
  ce_unclassified: z.string().optional(),
  traceparent: z.string().optional(),
});
export type RawHeaders = z.infer<typeof RawHeaders>;

const TYPE_PREFIX: Readonly<Record<Provider, string>> = { 'mono-colombia': 'la.mono.', 'mono-nigeria': 'co.mono.' };

export const cloudEventType = (provider: Provider, type: string): string => TYPE_PREFIX[provider] + type;

/** The provider that a `ce_type` names, if it is one of ours. */
export const providerOfType = (cloudEventType: string): Provider | undefined =>
  (Object.keys(TYPE_PREFIX) as Provider[]).find((provider) => cloudEventType.startsWith(TYPE_PREFIX[provider]));

const SOURCE_PREFIX = '/sources/';

export const cloudEventSource = (slug: string): string => SOURCE_PREFIX + slug;

/** The slug that a `ce_source` names. */
export const slugOfSource = (cloudEventSource: string): string =>
  cloudEventSource.startsWith(SOURCE_PREFIX) ? cloudEventSource.slice(SOURCE_PREFIX.length) : cloudEventSource;

/** Headers as Kafka takes them: those that are there. */
export const cloudEventHeaders = (headers: RawHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
