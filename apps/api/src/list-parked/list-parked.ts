import { z } from 'zod';
import { InstantView, type ParkedKey } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery } from '#http';
import type { Sql } from '#persistence';
import { text } from '../entities/filters.js';
import { parkedAnswer, selectParked, type ParkedRow } from '../parked/parked-row.js';

export const ParkedQuery = z.strictObject({
  ...PagingQuery,
  consumer: text,
  reason: text,
  record_key: text.meta({ description: 'The ordering key: for one who misses an entity' }),
});
export type ParkedQuery = z.infer<typeof ParkedQuery>;

export interface ParkedPage {
  readonly data: readonly ParkedKey[];
  readonly next_cursor: string | null;
}

const Position = z.strictObject({ list: z.literal('parked'), parked_at: InstantView, id: z.uuid() });

/** Newest first: after a bad deploy its keys come before those that somebody has looked at already. */
export const listParked = async (
  sql: Sql,
  { limit, cursor, consumer, reason, record_key: key }: ParkedQuery,
): Promise<ParkedPage> => {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const rows = await sql.query<ParkedRow>(
    selectParked(
      `($1::text is null or k.consumer = $1) and ($2::text is null or k.reason = $2)
       and ($3::text is null or k.record_key = $3)
       and ($4::timestamptz is null or (k.parked_at, k.id) < ($4, $5::uuid))`,
      'order by k.parked_at desc, k.id desc limit $6',
    ),
    [consumer ?? null, reason ?? null, key ?? null, after?.parked_at ?? null, after?.id ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { data: page.map(parkedAnswer), next_cursor: last ? cursorOf(last) : null };
};

const cursorOf = ({ parked_at, id }: ParkedRow): string => encodeCursor({ list: 'parked', parked_at, id });
