import type { LogBatch, LogRecord } from '#event-store';
import { joinedJson, jsonTexts, type Sql } from '#persistence';
import type { ChainedDelivery } from './chain.js';
import type { Delivery } from './delivery.js';

/** A record, read as a delivery. */
export interface Archived {
  readonly batch: LogBatch;
  readonly record: LogRecord;
  readonly delivery: Delivery;
}

/** A delivery that is new, and which one of its event it is: an event id with another content is another event. */
export interface Numbered extends Archived {
  readonly attempt: number;
}

/**
 * Claims the deliveries: those that the journal has not, each once, in the order in which they came, numbered within
 * their events. Deliveries of one event have one key and so one partition, whose checkpoint is locked: the numbers of
 * an event are without gaps.
 */
export const claimDeliveries = async (sql: Sql, read: readonly Archived[]): Promise<Numbered[]> => {
  // Of a delivery that came twice the first record is archived.
  const first = new Map<string, Archived>();
  for (const one of read) if (!first.has(one.delivery.deliveryId)) first.set(one.delivery.deliveryId, one);
  // Sorted: two transactions that insert the same ids in one order wait for each other, in two they would deadlock.
  const wanted = [...first.keys()].sort().flatMap((id) => first.get(id)?.delivery ?? []);
  const claimed = await sql.query<{ delivery_id: string }>(
    `insert into journal.delivery_ids (delivery_id, event_id, content_digest, received_at)
     select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::timestamptz[])
     on conflict do nothing returning delivery_id`,
    [
      wanted.map(({ deliveryId }) => deliveryId),
      wanted.map(({ eventId }) => eventId),
      wanted.map(({ contentDigest }) => Buffer.from(contentDigest, 'hex')),
      wanted.map(({ receivedAt }) => receivedAt),
    ],
  );
  const fresh = claimed.map(({ delivery_id: id }) => first.get(id)).filter((one) => one !== undefined);
  return numbered(sql, [...first.values()].filter(among(fresh)));
};

const among = <T>(chosen: readonly T[]): ((one: T) => boolean) => {
  const set = new Set(chosen);
  return (one) => set.has(one);
};

const numbered = async (sql: Sql, fresh: readonly Archived[]): Promise<Numbered[]> => {
  const counted = Map.groupBy(fresh, ({ delivery }) => contentKey(delivery));
  const totals = await sql.query<{ event_id: string; content_digest: string; total: number }>(
    `select event_id, encode(content_digest, 'hex') as content_digest, count(*)::int as total
     from journal.delivery_ids where event_id = any($1) group by 1, 2`,
    [[...new Set(fresh.map(({ delivery }) => delivery.eventId))]],
  );
  // Those of this very group are among the total already.
  const before = new Map(
    totals.map(({ event_id: eventId, content_digest: contentDigest, total }) => {
      const key = contentKey({ eventId, contentDigest });
      return [key, total - (counted.get(key)?.length ?? 0)];
    }),
  );
  return fresh.map((one) => {
    const key = contentKey(one.delivery);
    const attempt = (before.get(key) ?? 0) + 1;
    before.set(key, attempt);
    return { ...one, attempt };
  });
};

const contentKey = ({ eventId, contentDigest }: Pick<Delivery, 'eventId' | 'contentDigest'>): string =>
  `${eventId}|${contentDigest}`;

const COLUMNS: readonly (readonly [
  name: string,
  type: string,
  of: (row: ChainedDelivery & { readonly body: Buffer }) => unknown,
])[] = [
  ['received_at', 'timestamptz', (row) => row.receivedAt],
  ['delivery_id', 'uuid', (row) => row.deliveryId],
  ['event_id', 'text', (row) => row.eventId],
  ['content_digest', 'bytea', (row) => Buffer.from(row.contentDigest, 'hex')],
  ['source', 'text', (row) => row.source],
  ['type', 'text', (row) => row.type],
  ['verdict', 'text', (row) => row.verdict],
  ['attempt', 'int', (row) => row.attempt],
  ['cluster_id', 'text', (row) => row.clusterId],
  ['topic', 'text', (row) => row.topic],
  ['partition', 'int', (row) => row.partition],
  ['record_offset', 'bigint', (row) => row.offset.toString()],
  ['record_key', 'text', (row) => row.key],
  ['body', 'bytea', (row) => row.body],
  ['body_bytes', 'int', (row) => row.bodyBytes],
  ['digest', 'bytea', (row) => row.digest],
  ['archived_at', 'timestamptz', (row) => row.archivedAt],
  ['chain_position', 'bigint', (row) => row.position.toString()],
  ['previous_hash', 'bytea', (row) => row.previousHash],
  ['chain_hash', 'bytea', (row) => row.chainHash],
];

const NAMES = COLUMNS.map(([name]) => name).join(', ');
const ARRAYS = COLUMNS.map(([, type], at) => `$${String(at + 2)}::${type}[]`).join(', ');

/** Writes chained deliveries with their bytes. */
export const insertDeliveries = async (
  sql: Sql,
  rows: readonly (ChainedDelivery & { readonly body: Buffer })[],
): Promise<void> => {
  if (rows.length === 0) return;
  await sql.query(
    `insert into journal.deliveries (headers, ${NAMES})
     select * from unnest(${jsonTexts('$1')}::json[], ${ARRAYS}) as row (headers, ${NAMES})`,
    [
      // Headers hold text only, so that plain JSON is exact.
      joinedJson(rows.map(({ headers }) => JSON.stringify(headers))),
      ...COLUMNS.map(([, , of]) => rows.map(of)),
    ],
  );
};
