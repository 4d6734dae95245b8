import { canonicalJson } from '#idempotency';
import type { StoredEvent } from '#contracts';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import type { Context } from '../context.js';
import { readErased, readRecord, type ReadDelivery } from '../decode-record.js';
import { EVENT_COLUMNS, storedOf, type EventRow } from '../entities.js';
import type { LogRecord } from '../log-batch.js';

/** A record as an archive kept it, under the names that it has there. */
export interface ArchivedRecord {
  readonly eventId: string;
  readonly deliveryId: string;
  /** As the archive has it, whoever reads the record. */
  readonly contentDigest: string;
  /** Without its bytes when they were erased by law. */
  readonly record: Omit<LogRecord, 'value'> & { readonly value: Buffer | null };
}

/** An event of a context's log that is not what the delivery says by which it came. */
export interface ChangedEvent {
  readonly eventId: string;
  readonly deliveryId: string;
  /** Columns of the log, never their values: those are people's names and accounts. */
  readonly fields: readonly string[];
}

type LoggedRow = EventRow & {
  readonly received_at: Instant;
  readonly delivery_id: string;
  readonly origin: string;
  readonly late: boolean;
};

/**
 * Reads archived records once more, and compares them with the events that a context keeps of them, column by column. A
 * fold of the log proves its projections; this proves the log. Records of which the context has nothing are left out.
 *
 * Of an erased body the headers and the content digest are left: what the context keeps must come to that digest, and to
 * every column that follows from the two. What a decision of a person was follows from neither.
 */
export const changedEvents = async (
  sql: Sql,
  context: Context,
  archived: readonly ArchivedRecord[],
): Promise<ChangedEvent[]> => {
  if (archived.length === 0) return [];
  const rows = await sql.query<LoggedRow>(
    `select ${EVENT_COLUMNS}, received_at, delivery_id, origin, late
     from ${context.schema}.events where event_id = any($1)`,
    [archived.map(({ eventId }) => eventId)],
  );
  const records = new Map(archived.map((one) => [one.deliveryId, one]));
  return rows.flatMap((row) => {
    const one = records.get(row.delivery_id);
    // It came by another delivery, which is compared where that one is.
    if (!one) return [];
    const fields = fieldsOf(context, one, row);
    return fields.length > 0 ? [{ eventId: row.event_id, deliveryId: row.delivery_id, fields }] : [];
  });
};

const fieldsOf = (context: Context, archived: ArchivedRecord, row: LoggedRow): string[] => {
  const { value, ...record } = archived.record;
  const read = value === null ? readErased(context, record, storedOf(row)) : readRecord(context, { ...record, value });
  if (!read) return [];
  if (!read.ok || !read.value) return ['kind'];
  const { stored } = read.value;
  const isWhole = value !== null || stored.contentDigest === digestLeft(archived, stored);
  return [...differing(read.value, row), ...(isWhole ? [] : ['data'])];
};

/**
 * What an erased body told must come to this. Mono Colombia gives no event id, so that ours is the digest, and is hashed
 * with its delivery. Where the provider gives one, the archive alone has the digest, and no hash is over it.
 */
const digestLeft = ({ eventId, contentDigest }: ArchivedRecord, { provider }: StoredEvent): string =>
  provider === 'mono-colombia' ? eventId : contentDigest;

const differing = ({ stored, receivedAt, origin, late }: ReadDelivery, row: LoggedRow): string[] => {
  const told = columnsOf(stored, { received_at: receivedAt, origin, late });
  const kept = columnsOf(storedOf(row), { received_at: row.received_at, origin: row.origin, late: row.late });
  return Object.keys(told).filter((name) => told[name] !== kept[name]);
};

type Columns = Readonly<Record<string, string | boolean | null>>;

const columnsOf = (stored: StoredEvent, arrival: Columns): Columns => ({
  ...arrival,
  event_id: stored.eventId,
  content_digest: stored.contentDigest,
  kind: stored.kind,
  scope: stored.scope,
  entity_id: stored.entityId,
  provider: stored.provider,
  source: stored.source,
  type: stored.type,
  occurred_at: stored.occurredAt,
  livemode: stored.livemode,
  data: canonicalJson(stored.data),
});
