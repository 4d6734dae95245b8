import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import {
  CardTransactionView,
  CardView,
  CollectionIntentView,
  ConnectedAccountView,
  DirectDebitView,
  MandateView,
  parseExact,
  PayoutView,
  readEnvelope,
  TransferBatchView,
  TransferView,
  type BaseView,
  type EntityKind,
  type FoldableEvent,
} from '#contracts';
import {
  decodeRecord,
  foldAll,
  foldOn,
  type Delivery,
  type FoldedEntity,
  type Placed as PlacedInLog,
  type Projection,
} from '#event-store';
import { canonicalJson } from '#idempotency';
import { storableJson } from '#persistence';
import { asReceived, recorded } from '../body/ingress-record.js';
import type { BodyInput } from '../body/body-arbitrary.js';
import { check, type AnyCheck } from '../engine/campaign.js';
import { bytesOf, readCorpus, showBytes, type CorpusEntry } from '../engine/corpus.js';
import { CONTEXTS } from './contexts.js';
import { histories, type History } from './history-arbitrary.js';
import { Tally } from '../engine/tally.js';

const VIEWS: Readonly<Partial<Record<EntityKind, { parse(view: unknown): unknown }>>> = {
  transfer: TransferView,
  transfer_batch: TransferBatchView,
  collection_intent: CollectionIntentView,
  payout: PayoutView,
  direct_debit: DirectDebitView,
  card: CardView,
  card_transaction: CardTransactionView,
  account: ConnectedAccountView,
  mandate: MandateView,
};

/** What may make a record undecodable: money that is no integer of minor units, and nothing else. */
const MONEY = new Set(['amount', 'fee', 'currency', 'total_amount', 'source_amount', 'target_amount', 'balance']);

interface Issue {
  readonly path: readonly string[];
}

/** `whatIsWrong` read back: `amount.amount: what is wrong with it; fee: …`. */
const issuesOf = (detail: string): Issue[] =>
  detail.split('; ').map((issue) => ({ path: issue.slice(0, Math.max(0, issue.indexOf(': '))).split('.') }));

/** Whether each thing that is wrong is money that really is none: read anew from the body, by rules of our own. */
const impossibleMoney = ({ provider, body }: BodyInput, detail: string): boolean => {
  const envelope = readEnvelope(provider, body);
  if (!envelope.ok) return false;
  const issues = issuesOf(detail);
  const isImpossible = ({ path }: Issue): boolean => {
    const [name, parent] = [String(path.at(-1)), String(path.at(-2))];
    const value = at(envelope.value.data, path);
    if (!MONEY.has(name)) return false;
    if (name === 'currency') return !isCurrency(value);
    // Colombia's money is an object that has the amount; Nigeria's is the amount.
    if (provider === 'mono-colombia' && !MONEY.has(parent)) return typeof value !== 'object' || Array.isArray(value);
    return !isMinorUnits(value);
  };
  return issues.length > 0 && issues.every(isImpossible);
};

const at = (data: unknown, path: Issue['path']): unknown =>
  path.reduce((value, name) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[name], data);

/** Digits are money, up to 38 of them. */
const isMinorUnits = (value: unknown): boolean =>
  (typeof value === 'bigint' || typeof value === 'string' || Number.isSafeInteger(value)) &&
  /^-?[0-9]{1,38}$/.test(String(value));

/** An open word of up to sixteen characters; NUL is no character of any. */
const isCurrency = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= 16 && value.replaceAll('\0', '') !== '';

/** A delivery that ingress put on the topic of a context, as its consumer decodes it. */
const decoded = (input: BodyInput, fates: Tally): Delivery | undefined => {
  const { record } = recorded(input);
  const context = CONTEXTS.get(record.topic);
  if (!context) {
    fates.count('of another topic');
    return undefined;
  }
  const result = decodeRecord(context, { ...record, offset: 0n, headers: asReceived(record.headers) });
  if (!result.ok) {
    const { reason, detail } = result.error;
    fates.count(`parked: ${reason}`);
    // Ingress has read and routed the body: whatever else the consumer stumbles over is a quarrel between the two.
    strictEqual(reason, 'unreadable_event', detail);
    ok(impossibleMoney(input, detail), detail);
    return undefined;
  }
  ok(result.value, 'a context that keeps all leaves nothing out');
  fates.count(result.value.placed ? 'folded' : 'stored');
  // What orders a record is the entity of the log: of a card transaction its chain, and not itself.
  strictEqual(record.key, result.value.stored.entityId);
  const { data } = result.value.stored;
  strictEqual(
    canonicalJson(parseExact(storableJson(data))),
    canonicalJson(data),
    'an event is stored as it was decoded',
  );
  return result.value;
};

type Placed = PlacedInLog<FoldableEvent>;
type Folded = FoldedEntity<BaseView, unknown>;

const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** The entity reads as its kind promises, every column can hold its part, and the row gives back what was put in. */
const presentable = ({ fold, columns }: Projection, entity: Folded): void => {
  VIEWS[fold.kind]?.parse(entity.view);
  const text = storableJson(entity.view);
  ok(!UNSTORABLE.test(JSON.stringify(entity.view)), 'a view says only what a column holds');
  deepStrictEqual(JSON.parse(text), entity.view);
  for (const { name, type, of } of columns) {
    const value = of(entity.view);
    if (type === 'numeric' && value !== null) ok(/^-?\d{1,38}$/.test(value), `${name}: ${value}`);
  }
};

const stored = (entity: Folded): Folded => ({
  ...entity,
  view: parseExact(storableJson(entity.view)) as BaseView,
  fold: parseExact(storableJson(entity.fold)) as Folded['fold'],
});

/** Any order of arrival, one at a time over the stored row or all at once: one and the same entity. */
const foldable = (projection: Projection, events: readonly Placed[]): void => {
  const { fold } = projection;
  const whole = foldAll(fold, events);
  ok(whole);
  presentable(projection, whole);
  deepStrictEqual(foldAll(fold, [...events].reverse()), whole);
  const sorted = [...events].sort((a, b) => (a.position < b.position ? -1 : 1));
  let running: Folded | undefined;
  for (const [at, event] of sorted.entries()) {
    running = (running && foldOn(fold, stored(running), [event])) ?? foldAll(fold, sorted.slice(0, at + 1));
    ok(running);
  }
  deepStrictEqual(running && stored(running), stored(whole));
};

/** The log holds an event once, however often it was delivered. */
const distinct = (deliveries: readonly Delivery[]): Delivery[] => [
  ...new Map(deliveries.map((one) => [`${one.stored.eventId}|${one.stored.contentDigest}`, one])).values(),
];

/** A kind belongs to one context. */
const projectionOf = (kind: EntityKind): Projection | undefined =>
  [...CONTEXTS.values()].map(({ projections }) => projections.get(kind)).find((one) => one !== undefined);

const historyHolds = (history: History, fates: Tally): void => {
  const deliveries = distinct(history.flatMap((input) => decoded(input, fates) ?? []));
  const entities = Map.groupBy(deliveries, ({ stored: { kind, scope, entityId } }) => `${kind} ${scope} ${entityId}`);
  for (const of of entities.values()) {
    const kind = of[0]?.stored.kind;
    const projection = kind && projectionOf(kind);
    const placed = of.flatMap((one) => one.placed ?? []);
    if (projection && placed.length > 0) foldable(projection, placed);
  }
};

const showHistory = (history: History): string =>
  history.map(({ provider, body }) => `${provider} ${showBytes(body)}`).join('\n         ');

/** What ingress publishes the projections can read, fold, show and store; only impossible money is parked. */
export const contractChecks = (fates = new Tally()): readonly AnyCheck[] => [
  check({
    name: 'what is published can be projected',
    inputs: histories,
    share: 1,
    holds: (history) => {
      historyHolds(history, fates);
    },
    show: showHistory,
  }),
];

/** An entry of `corpus/histories.json`: deliveries of one entity. */
export interface HistoryEntry extends CorpusEntry {
  readonly bodies: readonly { readonly provider: BodyInput['provider']; readonly body: string }[];
}

export const historyCorpus = (): readonly HistoryEntry[] => readCorpus('histories') as readonly HistoryEntry[];

export const replayHistory = ({ bodies }: HistoryEntry): void => {
  historyHolds(
    bodies.map(({ provider, body }) => ({ provider, body: bytesOf(body) })),
    new Tally(),
  );
};
