import { Topics, type BaseView, type EntityFold, type EntityKind, type FoldableEvent, type Provider } from '#contracts';
import { projection, type Context, type LogBatch, type LogRecord, type Projection } from '#event-store';
import { canonicalJson } from '#idempotency';
import { err, ok } from '#kernel';
import { logRecord } from './log-records.js';

/**
 * A context of the plainest kind over the schema of transfers, for specifications of the event store: what is told of
 * an entity is numbered, and its view is the list of what was told, in the order of the numbers.
 */
export interface ToldView extends BaseView {
  readonly told: readonly number[];
  readonly words: readonly string[];
  readonly amount: string | null;
}

interface ToldEvent extends FoldableEvent {
  readonly n: number;
  readonly word: string;
  readonly amount: string | null;
}

/** What is told: its number, and what a specification wants of it. */
export interface Told {
  readonly n: number;
  readonly amount?: number | bigint;
  readonly word?: string;
  /** Nothing that the view shows or compares: another telling of the same. */
  readonly note?: string;
  /** The projection cannot read it. */
  readonly unreadable?: true;
  /** It belongs to the entity and has no part in its view. */
  readonly aside?: true;
  /** An amount that its column cannot hold: the record breaks its transaction. */
  readonly breaks?: true;
}

const toldFold = (kind: EntityKind): EntityFold<ToldView, ToldEvent, null> => ({
  kind,
  version: 1,
  compares: ['amount'],
  decode({ data }) {
    const { n, amount = null, word = '', unreadable, aside, breaks } = data as unknown as Told;
    if (unreadable) return err('it says that it is unreadable');
    if (aside) return ok(null);
    const digits = breaks ? '9'.repeat(50) : amount === null ? null : String(amount);
    return ok({
      place: String(n).padStart(9, '0'),
      fact: `told ${String(n)} ${word}`,
      compared: [digits],
      n,
      word,
      amount: digits,
    });
  },
  evolve: (before, { n, word, amount }) => ({
    own: {
      state: `told ${String(n)}`,
      final: false,
      created_at: null,
      updated_at: null,
      told: [...(before?.own.told ?? []), n],
      words: [...(before?.own.words ?? []), word],
      amount: amount ?? before?.own.amount ?? null,
    },
    memo: null,
  }),
  fill: (before) => before,
});

const toldProjection = (kind: EntityKind, table: string, columns: Projection['columns'] = []): Projection =>
  projection<ToldView, ToldEvent, null>({
    fold: toldFold(kind),
    table,
    changeType: `caudal.${kind}.told`,
    columns: [{ name: 'amount', type: 'numeric', of: ({ amount }) => amount }, ...columns],
  });

const TRANSFERS = toldProjection('transfer', 'transfers.transfers', [
  { name: 'direction', type: 'text', of: () => 'outgoing' },
]);
const PAYMENTS = toldProjection('chat_payment', 'transfers.payouts');

/** The context with these projections; without any it claims and stores. */
export const toldContext = (
  kinds: readonly ('transfer' | 'chat_payment')[] = ['transfer', 'chat_payment'],
): Context => ({
  consumer: 'told',
  schema: 'transfers',
  cleanTopic: Topics.cleanTransfers.name,
  projections: new Map<EntityKind, Projection>(
    [TRANSFERS, PAYMENTS]
      .filter(({ fold }) => (kinds as string[]).includes(fold.kind))
      .map((one) => [one.fold.kind, one]),
  ),
  keeps: 'all',
});

/** A record that tells something of a transfer. */
export const toldRecord = (id: string, told: Told, offset = 0n): LogRecord =>
  recordOf('mono-colombia', { event: { type: 'bank_transfer_approved', data: { ...told, id } } }, offset);

/** A record that tells something of a payment under an event id of the provider's. */
export const toldUnderId = (id: string, eventId: string, told: Told, offset = 0n): LogRecord =>
  recordOf('mono-nigeria', { event: 'owo.payment.successful', event_id: eventId, data: { ...told, id } }, offset);

// Not `JSON.stringify`: amounts may be bigints.
const recordOf = (provider: Provider, body: object, offset: bigint): LogRecord =>
  logRecord({ provider, body: Buffer.from(canonicalJson(body)) }, offset);

/** Records as one batch of a partition, their offsets counted on from `first`. */
export const toldBatch = (records: readonly LogRecord[], first = 0n, partition = 0): LogBatch => ({
  clusterId: 'cluster',
  topic: Topics.transfers.name,
  partition,
  records: records.map((record, at) => ({ ...record, offset: first + BigInt(at) })),
});
