import { err, ok, parseInstant, type Instant, type Result } from '#kernel';
import type { Provider } from '../views/common.js';
import { readJson, type UnreadableReason } from './parse-exact.js';

/** One webhook of either provider after parsing and unwrapping: what is said, without how it was sent. */
export interface MonoEnvelope {
  readonly provider: Provider;
  /** As the provider spells it. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The provider's own `event_id`, where it gives one (Nigeria, since 2025-10). */
  readonly providerEventId: string | null;
  /**
   * When the provider says it made or sent the event: never in an event id, and never for order but where an object of
   * Mono Nigeria tells no time of its own.
   */
  readonly time: Instant | null;
  /** Live or test, where the body says so (Nigeria). */
  readonly livemode: boolean | null;
}

export type EnvelopeProblem = UnreadableReason | 'no_event';

type Json = Readonly<Record<string, unknown>>;

/** Longest type and event id that are believed: Mono's are 62 and 43 characters at most. */
const TYPE_MAX = 128;
const EVENT_ID_MAX = 256;

/** Reads a body. It never throws: an authentic body that says nothing readable is kept as unclassified. */
export const readEnvelope = (provider: Provider, body: Uint8Array): Result<MonoEnvelope, EnvelopeProblem> => {
  const json = readJson(body);
  if (!json.ok) return json;
  const envelope = isObject(json.value)
    ? provider === 'mono-colombia'
      ? colombia(json.value)
      : nigeria(json.value)
    : undefined;
  return envelope && envelope.type.length <= TYPE_MAX ? ok(envelope) : err('no_event');
};

/** `{"event": {"data": {…}, "type": "…"}, "timestamp": "…"}` */
const colombia = (body: Json): MonoEnvelope | undefined => {
  const { event } = body;
  if (!isObject(event) || !isText(event.type) || !isObject(event.data)) return undefined;
  // Where `previous_state` stands is inferred: beside `data` it is taken as if it stood inside.
  const data =
    'previous_state' in event && !('previous_state' in event.data)
      ? { ...event.data, previous_state: event.previous_state }
      : event.data;
  return {
    provider: 'mono-colombia',
    type: event.type,
    data,
    providerEventId: null,
    time: parseInstant(body.timestamp) ?? null,
    livemode: null,
  };
};

/** `{"event": "…", "data": {…}}`, or the same once more inside `data`. */
const nigeria = (body: Json): MonoEnvelope | undefined => {
  const wrapped = (body.event ?? null) === null && isObject(body.data) && isText(body.data.event);
  const outer = body;
  const inner = wrapped ? (body.data as Json) : body;
  if (!isText(inner.event) || !isObject(inner.data)) return undefined;
  const id = inner.event_id ?? outer.event_id;
  return {
    provider: 'mono-nigeria',
    type: inner.event,
    data: inner.data,
    providerEventId: isText(id) && id.length <= EVENT_ID_MAX ? id : null,
    time: parseInstant(inner.timestamp ?? outer.timestamp) ?? null,
    livemode: livemodeOf(inner.data),
  };
};

/** `live_mode` (mandates, debits, Prove), `liveMode` (DirectPay), `live` (Issuing). */
const livemodeOf = (data: Json): boolean | null => {
  for (const place of [data, data.object, data.account]) {
    if (!isObject(place)) continue;
    for (const name of ['live_mode', 'liveMode', 'live']) {
      const value = place[name];
      if (typeof value === 'boolean') return value;
    }
  }
  return null;
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
