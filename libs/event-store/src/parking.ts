import { randomUUID } from 'node:crypto';
import { joinedJson, jsonTexts, storableJson, storableText, type Sql } from '#persistence';
import type { Context } from './context.js';
import type { LocatedRecord, LogRecord } from './log-batch.js';

/** A record that waits for a person, and why its key was parked. */
export interface ParkedRecord extends LocatedRecord {
  readonly reason: string;
  readonly detail: string;
}

/** The marks of parked keys: record key → id of its mark. */
export type Marks = ReadonlyMap<string, string>;

/** A parked key as a log may name it: by the id under which `/v1/parked` shows it, not by the key itself. */
export interface ParkedMark {
  readonly id: string;
  readonly reason: string;
}

interface MarkRow {
  id: string;
  record_key: string;
}

/** A record's key as parking knows it: whoever may write to the topic must not stop it with a key no column can hold. */
export const parkingKey = ({ key }: LogRecord): string => storableText(key);

/**
 * The marks of those keys of a batch that are parked already: their later records join them, so that the key keeps its
 * order. Each mark is held until the transaction ends: `key share` lets other batches (and the wish for a release) pass,
 * and makes a release wait. So an arrival either stands behind its mark before the release reads what stands there, or
 * waits here for a release under way and then finds the mark gone, and is applied after all that was released.
 */
export const holdMarks = async (
  sql: Sql,
  { schema, consumer }: Context,
  records: readonly LogRecord[],
): Promise<Marks> => {
  const keys = [...new Set(records.map(parkingKey))];
  const rows = await sql.query<MarkRow>(
    `select id, record_key from ${schema}.parked_keys where consumer = $1 and record_key = any($2::text[])
     order by record_key for key share`,
    [consumer, keys],
  );
  return new Map(rows.map(({ id, record_key: key }) => [key, id]));
};

/**
 * Keeps records with all that a release needs to apply them in their order. Parking one again changes nothing.
 *
 * @param held marks that this transaction holds
 * @returns the marks of keys that were not parked before
 */
export const parkRecords = async (
  sql: Sql,
  context: Context,
  parked: readonly ParkedRecord[],
  held: Marks,
): Promise<readonly ParkedMark[]> => {
  if (parked.length === 0) return [];
  const { made, marks } = await markKeys(sql, context, parked, held);
  const column = <T>(of: (one: ParkedRecord) => T): T[] => parked.map(of);
  await sql.query(
    `insert into ${context.schema}.parked_records
       (parked_id, cluster_id, topic, partition, record_offset, headers, value)
     select parked_id, cluster_id, topic, partition, record_offset, headers::jsonb, value
     from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[], ${jsonTexts('$6')}, $7::bytea[])
       with ordinality as batch (parked_id, cluster_id, topic, partition, record_offset, headers, value, nth)
     order by nth
     on conflict do nothing`,
    [
      column(({ record }) => marks.get(parkingKey(record))),
      column(({ batch }) => batch.clusterId),
      column(({ batch }) => batch.topic),
      column(({ batch }) => batch.partition),
      column(({ record }) => record.offset.toString()),
      joinedJson(column(({ record }) => storableJson(record.headers))),
      column(({ record }) => record.value),
    ],
  );
  return made;
};

// Long enough to name fields and what is wrong with them.
const DETAIL_MAX = 2_000;

/** What is wrong with a record, as a column holds it. */
export const storableDetail = (detail: string): string => storableText(detail).slice(0, DETAIL_MAX);

/**
 * Marks the keys that are not marked yet, for the reason of their first record. A key that another transaction marks
 * at this moment keeps that mark; the update, which changes nothing, holds it as `holdMarks` does, and gives us its id:
 * with `do nothing` a release could remove it before our records stand behind it.
 */
const markKeys = async (
  sql: Sql,
  { schema, consumer }: Context,
  parked: readonly ParkedRecord[],
  held: Marks,
): Promise<{ made: readonly ParkedMark[]; marks: Marks }> => {
  const firsts = new Map<string, ParkedRecord & { readonly id: string }>();
  for (const one of parked) {
    const key = parkingKey(one.record);
    if (!held.has(key) && !firsts.has(key)) firsts.set(key, { ...one, id: randomUUID() });
  }
  if (firsts.size === 0) return { made: [], marks: held };
  const rows = await sql.query<MarkRow>(
    `insert into ${schema}.parked_keys as known (id, consumer, record_key, reason, detail)
     select id, $1, record_key, reason, detail
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as batch (id, record_key, reason, detail)
     order by record_key collate "C"
     on conflict (record_key, consumer) do update set reason = known.reason
     returning id, record_key`,
    [
      consumer,
      [...firsts.values()].map(({ id }) => id),
      [...firsts.keys()],
      [...firsts.values()].map(({ reason }) => reason),
      [...firsts.values()].map(({ detail }) => storableDetail(detail)),
    ],
  );
  return {
    made: rows.flatMap(({ id, record_key: key }) => {
      const first = firsts.get(key);
      return first?.id === id ? [{ id, reason: first.reason }] : [];
    }),
    marks: new Map([...held, ...rows.map(({ id, record_key: key }) => [key, id] as const)]),
  };
};
