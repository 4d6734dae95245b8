import type { Sql } from '#persistence';

/** A partition of a topic of one Kafka cluster, as one consumer reads it. */
export interface PartitionRef {
  readonly consumer: string;
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
}

/** A place in a partition. */
export type Place = PartitionRef & { readonly offset: bigint };

/** Where a consumer stands in a partition. */
export interface Checkpoint {
  readonly clusterId: string;
  /** The next offset to apply: everything below it is applied already. */
  readonly next: bigint;
  /** `recordDigest` of the record below `next`; null where it is not known. */
  readonly lastRecord: Buffer | null;
}

interface Row {
  next_offset: bigint;
}

/**
 * The checkpoint of a partition under this cluster; where there is none, the newest one under any other cluster, whose
 * log this one is not; undefined before the first record of all.
 */
export const readCheckpoint = async (sql: Sql, schema: string, ref: PartitionRef): Promise<Checkpoint | undefined> => {
  const [row] = await sql.query<Row & { cluster_id: string; last_record: Buffer | null }>(
    `select cluster_id, next_offset, last_record from ${schema}.checkpoints
     where consumer = $1 and topic = $3 and partition = $4
     order by (cluster_id = $2) desc, updated_at desc limit 1`,
    [ref.consumer, ref.clusterId, ref.topic, ref.partition],
  );
  return row && { clusterId: row.cluster_id, next: row.next_offset, lastRecord: row.last_record };
};

/**
 * Sets a checkpoint by a person's decision, to a place whose record below is not known.
 *
 * @param seen the checkpoint that the decision was made on
 * @returns whether it still stood there; nothing is changed otherwise
 */
export const resetCheckpoint = async (sql: Sql, schema: string, place: Place, seen: Checkpoint): Promise<boolean> => {
  const parameters = [place.consumer, place.clusterId, place.topic, place.partition, place.offset.toString()];
  const changed =
    seen.clusterId === place.clusterId
      ? await sql.query(
          `update ${schema}.checkpoints set next_offset = $5, last_record = null, updated_at = now()
           where consumer = $1 and cluster_id = $2 and topic = $3 and partition = $4 and next_offset = $6
           returning 1`,
          [...parameters, seen.next.toString()],
        )
      : await sql.query(
          `insert into ${schema}.checkpoints (${KEY}, next_offset) values ($1, $2, $3, $4, $5)
           on conflict do nothing returning 1`,
          parameters,
        );
  return changed.length === 1;
};

const KEY = 'consumer, cluster_id, topic, partition';
const PLACES = `unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[]) as place (${KEY}, at)`;

const arrays = (places: readonly Place[]): unknown[] => [
  places.map(({ consumer }) => consumer),
  places.map(({ clusterId }) => clusterId),
  places.map(({ topic }) => topic),
  places.map(({ partition }) => partition),
  places.map(({ offset }) => offset.toString()),
];

type KeyedRow = Row & { readonly cluster_id: string; readonly topic: string; readonly partition: number };

/**
 * Locks checkpoints until the transaction ends, in one order for all, and returns the next offset of each: of two
 * members that believe to own a partition, the second waits here and then sees what the first applied. A partition
 * without a checkpoint gets one at the given offset: its first batch must be the first of its log.
 */
export const lockCheckpoints = async (
  sql: Sql,
  schema: string,
  firsts: readonly Place[],
): Promise<(ref: Omit<PartitionRef, 'consumer'>) => bigint | undefined> => {
  const lock = async (): Promise<Map<string, bigint>> => {
    const rows = await sql.query<KeyedRow>(
      `select c.cluster_id, c.topic, c.partition, c.next_offset
       from ${schema}.checkpoints c join ${PLACES} using (${KEY})
       order by c.cluster_id, c.topic, c.partition for update of c`,
      arrays(firsts),
    );
    return new Map(rows.map((row) => [keyOf({ ...row, clusterId: row.cluster_id }), row.next_offset]));
  };
  let known = await lock();
  const missing = firsts.filter((ref) => !known.has(keyOf(ref)));
  if (missing.length > 0) {
    await sql.query(
      `insert into ${schema}.checkpoints (${KEY}, next_offset) select ${KEY}, at from ${PLACES}
       order by cluster_id, topic, partition on conflict do nothing`,
      arrays(missing),
    );
    known = await lock();
  }
  return (ref) => known.get(keyOf(ref));
};

/** Where a partition goes on, and the digest of the record that it stands on. */
export type End = Place & { readonly lastRecord: Buffer };

/** Moves locked checkpoints: everything below is applied. */
export const moveCheckpoints = async (sql: Sql, schema: string, ends: readonly End[]): Promise<void> => {
  if (ends.length === 0) return;
  await sql.query(
    `update ${schema}.checkpoints c
     set next_offset = place.at, last_record = decode(place.digest, 'hex'), updated_at = now()
     from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::text[]) as place (${KEY}, at, digest)
     where (c.consumer, c.cluster_id, c.topic, c.partition)
         = (place.consumer, place.cluster_id, place.topic, place.partition)`,
    [...arrays(ends), ends.map(({ lastRecord }) => lastRecord.toString('hex'))],
  );
};

const keyOf = ({ clusterId, topic, partition }: Omit<PartitionRef, 'consumer'>): string =>
  `${clusterId}/${topic}/${String(partition)}`;
