import type { Sql } from '#persistence';

/** Records of one partition, as a log held them that does not hold them any more. */
export interface LostRange {
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  /** The first offset behind it; null where nobody knows how far that log went. */
  readonly to: bigint | null;
}

/** What the archive has of a range, in records. */
export interface ArchivedRange {
  /** They are published again: they were wished for now, or waited for it already. */
  readonly repeated: bigint;
  /** They are archived, and cannot be published again: erased, or signed by nobody. */
  readonly unrepeatable: bigint;
}

const DELIVERY_ID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/**
 * Wishes that whatever the archive has of a range be published again, in the order that it had: what `wishRedelivery` is
 * for one. What waits for that already is not wished twice, and of what repeats another the provider's own delivery is
 * meant, once. It is one statement, so that memory does not grow with the range; that bytes and hash are those of the
 * chain is looked at when they are published.
 *
 * @param by who wants it, as it is kept
 */
export const wishRange = async (sql: Sql, range: LostRange, by: string): Promise<ArchivedRange> => {
  const [row] = await sql.query<ArchivedRange>(
    `with kept as materialized (
       select d.record_offset, d.body is not null and d.verdict <> 'rejected' and told.proof is not null as repeatable,
              case when told.origin = 'redelivery' and told.cause ~* '${DELIVERY_ID}' then told.cause::uuid
                   else d.delivery_id end as first_id
       from journal.deliveries d
       -- a header of somebody else's may hold NUL, which no operator takes
       cross join lateral (select case when strpos(d.headers::text, '\\u0000') = 0 then d.headers end as headers) readable
       cross join lateral (select readable.headers ->> 'ce_secretid' as proof, readable.headers ->> 'ce_origin' as origin,
                                  readable.headers ->> 'ce_causationid' as cause) told
       where d.cluster_id = $1 and d.topic = $2 and d.partition = $3 and d.record_offset >= $4
         and ($5::bigint is null or d.record_offset < $5)
     ), wished as (
       -- each at a moment of its own: they are published by it, a few at a time, and a million of one would be sorted each time
       insert into journal.redeliveries (delivery_id, first_id, requested_by, requested_at)
       select gen_random_uuid(), first_id, $6, clock_timestamp()
       from (select first_id from kept
             where repeatable and not exists (select from journal.redeliveries waiting
                                              where waiting.first_id = kept.first_id and waiting.settled_at is null)
             group by first_id order by min(record_offset)) firsts
     )
     select count(*) filter (where repeatable) as repeated, count(*) filter (where not repeatable) as unrepeatable
     from kept`,
    [range.clusterId, range.topic, range.partition, range.from.toString(), range.to?.toString() ?? null, by],
  );
  return row ?? { repeated: 0n, unrepeatable: 0n };
};
