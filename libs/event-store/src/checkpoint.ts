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

interface Row {
  next_offset: bigint;
}

/** The next offset to apply; undefined before the first record. */
export const readCheckpoint = async (sql: Sql, schema: string, ref: PartitionRef): Promise<bigint | undefined> => {
  const [row] = await sql.query<Row>(
    `select next_offset from ${schema}.checkpoints
     where consumer = $1 and cluster_id = $2 and topic = $3 and partition = $4`,
    [ref.consumer, ref.clusterId, ref.topic, ref.partition],
  );
  return row?.next_offset;
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

/** Moves locked checkpoints: everything below is applied. */
export const moveCheckpoints = async (sql: Sql, schema: string, nexts: readonly Place[]): Promise<void> => {
  if (nexts.length === 0) return;
  await sql.query(
    `update ${schema}.checkpoints c set next_offset = place.at, updated_at = now() from ${PLACES}
     where (c.consumer, c.cluster_id, c.topic, c.partition)
         = (place.consumer, place.cluster_id, place.topic, place.partition)`,
    arrays(nexts),
  );
};

const keyOf = ({ clusterId, topic, partition }: Omit<PartitionRef, 'consumer'>): string =>
  `${clusterId}/${topic}/${String(partition)}`;
