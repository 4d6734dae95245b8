import type { Sql } from '#persistence';

/** A partition of a topic of one Kafka cluster, as one consumer reads it. */
export interface PartitionRef {
  readonly consumer: string;
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
}

const WHERE = 'where consumer = $1 and cluster_id = $2 and topic = $3 and partition = $4';

const values = ({ consumer, clusterId, topic, partition }: PartitionRef): unknown[] => [
  consumer,
  clusterId,
  topic,
  partition,
];

interface Row {
  next_offset: bigint;
}

/** The next offset to apply; undefined before the first record. */
export const readCheckpoint = async (sql: Sql, schema: string, ref: PartitionRef): Promise<bigint | undefined> => {
  const [row] = await sql.query<Row>(`select next_offset from ${schema}.checkpoints ${WHERE}`, values(ref));
  return row?.next_offset;
};

/**
 * Locks the checkpoint until the transaction ends: of two members that believe to own a partition, the second waits
 * here and then sees what the first applied.
 */
export const lockCheckpoint = async (sql: Sql, schema: string, ref: PartitionRef, first: bigint): Promise<bigint> => {
  const select = `select next_offset from ${schema}.checkpoints ${WHERE} for update`;
  const [row] = await sql.query<Row>(select, values(ref));
  if (row) return row.next_offset;
  await sql.query(
    `insert into ${schema}.checkpoints (consumer, cluster_id, topic, partition, next_offset)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [...values(ref), first.toString()],
  );
  const [made] = await sql.query<Row>(select, values(ref));
  return made?.next_offset ?? first;
};

export const moveCheckpoint = async (sql: Sql, schema: string, ref: PartitionRef, next: bigint): Promise<void> => {
  await sql.query(`update ${schema}.checkpoints set next_offset = $5, updated_at = now() ${WHERE}`, [
    ...values(ref),
    next.toString(),
  ]);
};
