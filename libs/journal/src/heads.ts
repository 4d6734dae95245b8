import type { Sql } from '#persistence';
import { CHAIN_START, chainName } from './chain.js';

/** Where a chain ends. */
export interface Head {
  readonly topic: string;
  readonly partition: number;
  /** Of its last delivery; 0 before the first. */
  readonly position: bigint;
  readonly hash: Buffer;
}

type Chain = Pick<Head, 'topic' | 'partition'>;

const CHAINS = 'unnest($1::text[], $2::int[])';

const arrays = (chains: readonly Chain[]): unknown[] => [
  chains.map(({ topic }) => topic),
  chains.map(({ partition }) => partition),
];

/** Locks the ends of these chains until the transaction ends, in one order for all; one that is not there begins. */
export const lockHeads = async (sql: Sql, chains: readonly Chain[]): Promise<Map<string, Head>> => {
  const lock = (): Promise<Head[]> =>
    sql.query<Head>(
      `select c.topic, c.partition, c.position, c.hash
       from journal.chains c join ${CHAINS} as wanted (topic, partition) using (topic, partition)
       order by c.topic, c.partition for update of c`,
      arrays(chains),
    );
  let known = await lock();
  if (known.length < chains.length) {
    await sql.query(
      `insert into journal.chains (topic, partition, position, hash)
       select topic, partition, 0, $3 from ${CHAINS} as wanted (topic, partition)
       order by topic, partition on conflict do nothing`,
      [...arrays(chains), CHAIN_START],
    );
    known = await lock();
  }
  return new Map(known.map((head) => [chainName(head), head]));
};

export const moveHeads = async (sql: Sql, heads: readonly Head[]): Promise<void> => {
  if (heads.length === 0) return;
  await sql.query(
    `update journal.chains c set position = moved.position, hash = decode(moved.hash, 'hex')
     from unnest($1::text[], $2::int[], $3::bigint[], $4::text[]) as moved (topic, partition, position, hash)
     where (c.topic, c.partition) = (moved.topic, moved.partition)`,
    [...arrays(heads), heads.map(({ position }) => position.toString()), heads.map(({ hash }) => hash.toString('hex'))],
  );
};

/** The ends of all chains that have begun, sorted. */
export const readHeads = (sql: Sql): Promise<Head[]> =>
  sql.query<Head>(
    'select topic, partition, position, hash from journal.chains where position > 0 order by topic collate "C", partition',
  );
