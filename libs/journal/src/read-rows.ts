import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import type { ChainedDelivery } from './chain.js';
import type { Verdict } from './delivery.js';

/** A delivery as it stands in the archive. Nothing in it is trusted before its hash was recomputed. */
export interface JournalRow extends ChainedDelivery {
  /** Null when it was erased. */
  readonly body: Buffer | null;
  readonly erasedAt: Instant | null;
  readonly erasedBecause: string | null;
}

interface StoredRow {
  readonly received_at: Instant;
  readonly delivery_id: string;
  readonly event_id: string;
  readonly content_digest: Buffer;
  readonly source: string;
  readonly type: string;
  readonly verdict: Verdict;
  readonly attempt: number;
  readonly cluster_id: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: bigint;
  readonly record_key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly body_bytes: number;
  readonly digest: Buffer;
  readonly archived_at: Instant;
  readonly erased_at: Instant | null;
  readonly erased_because: string | null;
  readonly chain_position: bigint;
  readonly previous_hash: Buffer;
  readonly chain_hash: Buffer;
}

/** A place in a chain as it stands in the archive, where two rows may claim one position. */
export interface RowPlace {
  readonly position: bigint;
  readonly deliveryId: string;
}

export const BEFORE_ALL: RowPlace = { position: 0n, deliveryId: '00000000-0000-0000-0000-000000000000' };

/** Deliveries of one chain behind a place, in their order. */
export const readRows = async (
  sql: Sql,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  after: RowPlace,
  limit: number,
): Promise<JournalRow[]> => {
  const rows = await sql.query<StoredRow>(
    `select * from journal.deliveries where topic = $1 and partition = $2 and (chain_position, delivery_id) > ($3, $4)
     order by chain_position, delivery_id limit $5`,
    [topic, partition, after.position.toString(), after.deliveryId, limit],
  );
  return rows.map(journalRowOf);
};

/** One delivery with its bytes. */
export const findRow = async (sql: Sql, deliveryId: string): Promise<JournalRow | undefined> => {
  const [row] = await sql.query<StoredRow>(
    `select d.* from journal.delivery_ids i
     join journal.deliveries d on d.delivery_id = i.delivery_id and d.received_at = i.received_at
     where i.delivery_id = $1`,
    [deliveryId],
  );
  return row && journalRowOf(row);
};

const journalRowOf = (row: StoredRow): JournalRow => ({
  deliveryId: row.delivery_id,
  eventId: row.event_id,
  contentDigest: row.content_digest.toString('hex'),
  source: row.source,
  type: row.type,
  verdict: row.verdict,
  attempt: row.attempt,
  receivedAt: row.received_at,
  archivedAt: row.archived_at,
  clusterId: row.cluster_id,
  topic: row.topic,
  partition: row.partition,
  offset: row.record_offset,
  key: row.record_key,
  headers: row.headers,
  body: row.body,
  bodyBytes: row.body_bytes,
  digest: row.digest,
  erasedAt: row.erased_at,
  erasedBecause: row.erased_because,
  position: row.chain_position,
  previousHash: row.previous_hash,
  chainHash: row.chain_hash,
});
