import { instantOf } from '#kernel';
import type { Database, Sql } from '#persistence';
import { chainName } from './chain.js';
import { readHeads, type Head } from './heads.js';
import { makeSeal, type Seal, type SealKey } from './seal.js';

interface SealRow {
  readonly sequence: bigint;
  readonly statement: string;
  readonly signature: Buffer;
  readonly public_key: Buffer;
}

const sealOf = ({ public_key: publicKey, ...row }: SealRow): Seal => ({ ...row, publicKey });

const COLUMNS = 'sequence, statement, signature, public_key';

/**
 * Seals the chains as they stand now, unless nothing came since the last seal. Of several replicas one does it.
 *
 * @returns the seal; undefined when there was nothing to seal
 */
export const sealChains = (database: Database, key: SealKey, nowMs: number): Promise<Seal | undefined> =>
  database.transaction(async (sql) => {
    await waitForTurn(sql, 'seal');
    const heads = await readHeads(sql);
    const moved = await movedOf(sql, heads);
    if (moved.length === 0) return undefined;
    const previous = await lastSeal(sql);
    const sealedAt = instantOf(nowMs);
    const seal = makeSeal(key, { heads, sealedAt, previous });
    await sql.query(
      'insert into journal.seals (sequence, statement, signature, public_key, sealed_at) values ($1, $2, $3, $4, $5)',
      [seal.sequence.toString(), seal.statement, seal.signature, seal.publicKey, sealedAt],
    );
    await sql.query(
      `insert into journal.sealed_heads (topic, partition, position, sequence)
       select topic, partition, position, $4 from unnest($1::text[], $2::int[], $3::bigint[]) as head (topic, partition, position)`,
      [
        moved.map(({ topic }) => topic),
        moved.map(({ partition }) => partition),
        moved.map(({ position }) => position.toString()),
        seal.sequence.toString(),
      ],
    );
    return seal;
  });

/** What one process does at a time. A place that does not answer holds up its own turn alone. */
const TURNS = { seal: 1, filed_at: 2, published_at: 3 } as const;

/**
 * Until the transaction ends, nobody else does this. Who comes second waits, and then sees what the first one did: one
 * that left instead would leave behind what came after the first one looked.
 */
export const waitForTurn = async (sql: Sql, turn: keyof typeof TURNS): Promise<void> => {
  await sql.query('select pg_advisory_xact_lock(4201004, $1)', [TURNS[turn]]);
};

const movedOf = async (sql: Sql, heads: readonly Head[]): Promise<Head[]> => {
  const sealed = await sql.query<{ topic: string; partition: number; position: bigint | null }>(
    `select c.topic, c.partition, (
       select max(h.position) from journal.sealed_heads h where h.topic = c.topic and h.partition = c.partition
     ) as position from journal.chains c`,
  );
  const known = new Map(sealed.map((chain) => [chainName(chain), chain.position ?? 0n]));
  return heads.filter((head) => head.position > (known.get(chainName(head)) ?? 0n));
};

const lastSeal = async (sql: Sql): Promise<Seal | undefined> => {
  const [row] = await sql.query<SealRow>(`select ${COLUMNS} from journal.seals order by sequence desc limit 1`);
  return row && sealOf(row);
};

/** Seals that have not reached a place outside yet, oldest first. */
export const sealsInside = async (sql: Sql, place: 'filed_at' | 'published_at', limit: number): Promise<Seal[]> => {
  const rows = await sql.query<SealRow>(
    `select ${COLUMNS} from journal.seals where ${place} is null order by sequence limit $1`,
    [limit],
  );
  return rows.map(sealOf);
};

export const noteOutside = async (
  sql: Sql,
  place: 'filed_at' | 'published_at',
  seals: readonly Seal[],
): Promise<void> => {
  await sql.query(`update journal.seals set ${place} = now() where sequence = any($1::bigint[])`, [
    seals.map(({ sequence }) => sequence.toString()),
  ]);
};

const SELECT_OLDEST_UNSEALED = `
  select (extract(epoch from $1::timestamptz - min(oldest.archived_at)) * 1000)::float8 as age
  from journal.chains c
  cross join lateral (
    select coalesce((
      select h.position from journal.sealed_heads h join journal.seals s using (sequence)
      where h.topic = c.topic and h.partition = c.partition and s.filed_at is not null and s.published_at is not null
      order by h.position desc limit 1
    ), 0) as position
  ) sealed
  cross join lateral (
    select d.archived_at from journal.deliveries d
    where d.topic = c.topic and d.partition = c.partition and d.chain_position = sealed.position + 1
    limit 1
  ) oldest
  where c.position > sealed.position`;

/**
 * How long ago the oldest delivery was archived, in milliseconds, that no seal covers which has reached both places
 * outside: it can still be rewritten. Undefined when every one is covered.
 */
export const oldestUnsealedAgeMs = async (sql: Sql, nowMs: number): Promise<number | undefined> => {
  const [row] = await sql.query<{ age: number | null }>(SELECT_OLDEST_UNSEALED, [instantOf(nowMs)]);
  return row?.age ?? undefined;
};

/** Seals as the database keeps them, behind a sequence number. */
export const readSeals = async (sql: Sql, after: bigint, limit: number): Promise<Seal[]> => {
  const rows = await sql.query<SealRow>(
    `select ${COLUMNS} from journal.seals where sequence > $1 order by sequence limit $2`,
    [after.toString(), limit],
  );
  return rows.map(sealOf);
};
