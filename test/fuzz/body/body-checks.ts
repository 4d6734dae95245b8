import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { InstantView, parseExact, RawHeaders, Topics } from '#contracts';
import { canonicalJson } from '#idempotency';
import { parseInstant } from '#kernel';
import { check, type AnyCheck } from '../engine/campaign.js';
import { bytesOf, readCorpus, showBytes, type CorpusEntry } from '../engine/corpus.js';
import { within } from '../engine/within.js';
import { bodyInputs, layout, mutatedExample, type BodyInput, type MutatedExample } from './body-arbitrary.js';
import { asReceived, recorded } from './ingress-record.js';
import { memberOf, repeatsKey, string, withMember, write, type Layout, type Tree } from './json-tree.js';

const RAW_TOPICS: readonly string[] = Object.values(Topics)
  .filter(({ kind }) => kind === 'raw')
  .map(({ name }) => name);

const KEY = /^[A-Za-z0-9_.:-]{1,128}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** Headers add to every record that the broker keeps. A type has 128 characters at most, everything else less. */
const HEADERS_BYTES_MAX = 4_096;

/** Of a body of 256 KiB at most: parsing, hashing and writing take a few milliseconds even then. */
const CPU_MS_MAX = 50;

/** Whatever an authentic sender writes has a place on a raw topic, under headers that every consumer can read. */
const routable = (input: BodyInput): void => {
  const { named, record } = within(CPU_MS_MAX, () => recorded(input));
  notStrictEqual(named.unclassified, 'unnameable', 'something threw while the event was named');
  ok(RAW_TOPICS.includes(named.topic), named.topic);
  strictEqual(named.topic === Topics.unclassified.name, named.unclassified !== null);
  match(named.key, KEY);
  match(named.eventId, DIGEST);
  if (named.entityId !== null) match(named.entityId, KEY);
  if (named.time !== null) InstantView.parse(named.time);
  strictEqual(record.value, input.body);
  RawHeaders.parse(asReceived(record.headers));
  const bytes = Object.entries(record.headers).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  ok(bytes <= HEADERS_BYTES_MAX, `${String(bytes)} bytes of headers`);
  deepStrictEqual(recorded(input), { named, record }, 'the same bytes are the same event');
};

interface Retold extends MutatedExample {
  readonly layout: Layout;
  readonly time: string;
  readonly wrapped: boolean;
}

const retold: fc.Arbitrary<Retold> = fc
  .tuple(mutatedExample, layout, fc.constantFrom('2031-01-01T00:00:00Z', 'never'), fc.boolean())
  .map(([one, how, time, wrapped]) => ({ ...one, layout: how, time, wrapped }))
  // Of a key that stands twice the last counts: there the order says something.
  .filter(({ tree }) => !repeatsKey(tree));

const bytesAs = (tree: Tree, how?: Layout): Buffer => Buffer.from(write(tree, how));

/** Nigeria sends some events once more inside `data`. Only one that is not wrapped yet can be. */
const wrappedOnce = ({ provider, tree }: MutatedExample): Tree => {
  const event = memberOf(tree, 'event');
  if (provider !== 'mono-nigeria' || event?.kind !== 'string' || event.value === '') return tree;
  return { kind: 'object', members: [['data', tree]] };
};

/** A provider that sends an event again may lay it out anew, at another time, wrapped once more: it is the same event. */
const sameEvent = (input: Retold): void => {
  const { provider, tree } = input;
  const first = recorded({ provider, body: bytesAs(tree) }).named;
  // Of what no event can be read from there is nothing but the bytes.
  if (first.type === null) return;
  const timed = withMember(tree, 'timestamp', string(input.time));
  const again = input.wrapped ? wrappedOnce({ provider, tree: timed }) : timed;
  const second = recorded({ provider, body: bytesAs(again, input.layout) }).named;
  // One more wrapping may be one too many: 64 levels is where reading ends.
  if (input.wrapped && second.unclassified === 'too_deep') return;
  deepStrictEqual({ ...second, time: null }, { ...first, time: null });
};

/** Another content is another event, unless the provider says by an id of its own that it is not. */
const otherEvent = ({ provider, tree }: MutatedExample): void => {
  const first = recorded({ provider, body: bytesAs(tree) }).named;
  if (first.type === null || repeatsKey(tree)) return;
  const inner = provider === 'mono-colombia' ? memberOf(tree, 'event') : tree;
  const data = memberOf(inner, 'data');
  if ((inner === undefined || data?.kind !== 'object' || memberOf(tree, 'event_id')) ?? memberOf(data, 'event_id'))
    return;
  const changedData = withMember(data, 'a field of nobody', string('x'));
  const changed = withMember(inner, 'data', changedData);
  const whole = provider === 'mono-colombia' ? withMember(tree, 'event', changed) : changed;
  const second = recorded({ provider, body: bytesAs(whole) }).named;
  // A double wrapping has its data one level deeper: what stands beside it says nothing.
  if (provider === 'mono-nigeria' && memberOf(data, 'event') !== undefined) return;
  notStrictEqual(second.eventId, first.eventId);
};

/** The canonical text reads as the value that it was made of, and is its own canonical text. */
const canonicalOnce = ({ tree }: MutatedExample): void => {
  const value = parseExact(write(tree));
  const canonical = canonicalJson(value);
  const again = parseExact(canonical);
  strictEqual(canonicalJson(again), canonical);
  deepStrictEqual(comparable(again), comparable(value));
};

/** Digits are one number, whether a double or a bigint holds them. */
const comparable = (value: unknown): unknown => {
  if (typeof value === 'number') return /^-?\d+$/.test(JSON.stringify(value)) ? BigInt(JSON.stringify(value)) : value;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, member]) => [key, comparable(member)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
};

/** An integer of any length keeps its digits, on the way to the event id as on the way to a column. */
const digitsKept = (integer: bigint): void => {
  const text = `{"amount":[${integer.toString()}]}`;
  strictEqual(canonicalJson(parseExact(text)), text);
};

const instants = fc.oneof(
  fc
    .tuple(
      ...[9_999, 13, 32, 25, 60, 61].map((max) => fc.nat({ max })),
      fc.constantFrom('T', ' ', 't'),
      fc.constantFrom('', '.', '.1', '.123456', '.123456789', '.1234567890'),
      fc.constantFrom('', 'Z', 'z', '+00', '-05', '+0530', '+05:30', '+23:59', '-99:99', '+24:00', ' +05'),
    )
    .map((parts) => {
      const [year, month, day, hour, minute, second, between, fraction, zone] = parts as readonly unknown[];
      const two = (value: unknown) => String(value).padStart(2, '0');
      const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
      return `${date}${String(between)}${two(hour)}:${two(minute)}:${two(second)}${String(fraction)}${String(zone)}`;
    }),
  fc.constantFrom(
    ...['2026-02-29T00:00:00Z', '2024-02-29T00:00:00Z', '2026-02-30T12:00:00Z', '2026-04-31T12:00:00+01:00'],
    ...['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-00:01', '1970-01-01T00:00:00+00:01', '2026-01-01T24:00:00Z'],
  ),
  fc.string({ unit: 'binary' }),
);

/** What is read as a moment is one that the API may show, and reads as itself. */
const readableInstant = (text: string): void => {
  const instant = parseInstant(text);
  if (instant === undefined) return;
  InstantView.parse(instant);
  strictEqual(parseInstant(instant), instant);
};

const showTree = ({ provider, tree }: MutatedExample): string => `${provider} ${showBytes(bytesAs(tree))}`;

/** From an authentic body to its record: never a throw, always a place, and the same event whatever its form. */
export const bodyChecks: readonly AnyCheck[] = [
  check({
    name: 'a body has a record',
    inputs: bodyInputs,
    share: 6,
    holds: routable,
    show: ({ provider, body }) => `${provider} ${showBytes(body)}`,
  }),
  check({
    name: 'an event told anew is the same event',
    inputs: retold,
    share: 3,
    holds: sameEvent,
    show: (input) => `${showTree(input)} ${JSON.stringify({ ...input, tree: undefined, provider: undefined })}`,
  }),
  check({
    name: 'another content is another event',
    inputs: mutatedExample,
    share: 1,
    holds: otherEvent,
    show: showTree,
  }),
  check({
    name: 'canonical text is canonical',
    inputs: mutatedExample,
    share: 1,
    holds: canonicalOnce,
    show: showTree,
  }),
  check({
    name: 'digits are kept',
    inputs: fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }),
    share: 1,
    holds: digitsKept,
    show: String,
  }),
  check({ name: 'an instant can be shown', inputs: instants, share: 1, holds: readableInstant, show: JSON.stringify }),
];

/** An entry of `corpus/bodies.json`: the topic is written by hand. */
export interface BodyEntry extends CorpusEntry {
  readonly provider: BodyInput['provider'];
  readonly body: string;
  readonly topic: string;
  /** The reason on the unclassified topic. */
  readonly unclassified?: string;
}

export const bodyCorpus = (): readonly BodyEntry[] => readCorpus('bodies') as readonly BodyEntry[];

/** @throws when the body has another place than the entry names */
export const replayBody = ({ provider, body, topic, unclassified }: BodyEntry): void => {
  const input = { provider, body: bytesOf(body) };
  routable(input);
  const { named } = recorded(input);
  deepStrictEqual(
    { topic: named.topic, unclassified: named.unclassified },
    { topic, unclassified: unclassified ?? null },
  );
};
