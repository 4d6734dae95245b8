import type { Database, Sql } from '#persistence';
import { findRow } from './read-rows.js';
import { redeliveredRecord, type RedeliveredRecord } from './redelivery.js';

/** What a person wants, on its way to the topic. */
export interface RedeliveryWish {
  readonly deliveryId: string;
  readonly firstId: string;
  /** Who wants it, as it is kept. */
  readonly by: string;
}

/** Deliveries are some kilobytes, each is acknowledged by itself, and the transaction is open meanwhile. */
const ROUND_MAX = 20;

/** Notes a wish. It is published by the journal, which alone has a way to Kafka. */
export const wishRedelivery = async (sql: Sql, { deliveryId, firstId, by }: RedeliveryWish): Promise<void> => {
  await sql.query('insert into journal.redeliveries (delivery_id, first_id, requested_by) values ($1, $2, $3)', [
    deliveryId,
    firstId,
    by,
  ]);
};

/** How many wishes are not published yet, counted up to a limit. */
export const waitingRedeliveries = async (sql: Sql, limit: number): Promise<number> => {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int as n from (select from journal.redeliveries where settled_at is null limit $1) as waiting`,
    [limit],
  );
  return row?.n ?? 0;
};

export interface RedeliveryWay {
  /** Resolves when the record is acknowledged, rejects otherwise. */
  readonly publish: (record: RedeliveredRecord) => Promise<void>;
  /** Whether an error of `publish` says that the same would be refused again. */
  readonly isRefusal: (error: unknown) => boolean;
}

/** What became of some wishes. */
export interface RedeliveryRound {
  readonly published: number;
  readonly failures: readonly { readonly deliveryId: string; readonly failure: string }[];
}

/**
 * Publishes what people want published again, the oldest wish first. Of several replicas one does it. A crash on the
 * way publishes again under the same delivery id, which the journal archives once. What cannot be published says why
 * and holds up no other.
 *
 * @throws what `publish` says of a broker that is away; every wish of the round waits then
 */
export const publishRedeliveries = (database: Database, way: RedeliveryWay): Promise<RedeliveryRound> =>
  database.transaction(async (sql) => {
    const round = { published: 0, failures: [] as { deliveryId: string; failure: string }[] };
    const [lock] = await sql.query<{ alone: boolean }>('select pg_try_advisory_xact_lock(4201005) as alone');
    if (lock?.alone !== true) return round;
    const wishes = await sql.query<{ delivery_id: string; first_id: string }>(
      `select delivery_id, first_id from journal.redeliveries where settled_at is null
       order by requested_at, delivery_id limit ${String(ROUND_MAX)}`,
    );
    for (const { delivery_id: deliveryId, first_id: firstId } of wishes) {
      const failure = await publishOne(sql, { deliveryId, firstId }, way);
      await sql.query(
        `update journal.redeliveries set settled_at = clock_timestamp(), failure = $2 where delivery_id = $1`,
        [deliveryId, failure ?? null],
      );
      if (failure === undefined) round.published += 1;
      else round.failures.push({ deliveryId, failure });
    }
    return round;
  });

const publishOne = async (
  sql: Sql,
  { deliveryId, firstId }: Pick<RedeliveryWish, 'deliveryId' | 'firstId'>,
  { publish, isRefusal }: RedeliveryWay,
): Promise<string | undefined> => {
  const row = await findRow(sql, firstId);
  if (!row) return 'not_found';
  const record = redeliveredRecord(row, deliveryId);
  if (typeof record === 'string') return record;
  try {
    await publish(record);
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return 'refused_by_kafka';
    throw error;
  }
};
