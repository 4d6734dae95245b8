import type { JournalRow } from '#journal';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import { ROWS_MAX, type Findings } from './findings.js';

/**
 * Compares deliveries with the table by which they are found. No chain is over it: whoever changes it lets a delivery in
 * twice, or hides one from everybody who asks for it by its id.
 */
export const compareIds = async (sql: Sql, rows: readonly JournalRow[], findings: Findings): Promise<void> => {
  if (rows.length === 0) return;
  const listed = await sql.query<{ delivery_id: string; event_id: string; digest: string; received_at: Instant }>(
    `select delivery_id, event_id, encode(content_digest, 'hex') as digest, received_at
     from journal.delivery_ids where delivery_id = any($1)`,
    [rows.map(({ deliveryId }) => deliveryId)],
  );
  const known = new Map(listed.map((one) => [one.delivery_id, one]));
  for (const { deliveryId, eventId, contentDigest, receivedAt } of rows) {
    const one = known.get(deliveryId);
    if (one?.event_id === eventId && one.digest === contentDigest && one.received_at === receivedAt) continue;
    findings.add('lookup_changed', placeOf(deliveryId), one ? LISTED_OTHERWISE : 'It is archived, and not listed.');
  }
};

const LISTED_OTHERWISE = 'It is listed otherwise than it is archived.';

/** Names what is listed and was never archived, or not at that time. */
export const findUnarchived = async (sql: Sql, findings: Findings): Promise<void> => {
  const rows = await sql.query<{ delivery_id: string }>(
    `select delivery_id from journal.delivery_ids i
     where not exists (select from journal.deliveries d
                       where d.received_at = i.received_at and d.delivery_id = i.delivery_id)
     order by 1 limit ${String(ROWS_MAX)}`,
  );
  for (const { delivery_id: id } of rows) {
    findings.add('lookup_changed', placeOf(id), 'It is listed, and not in the archive under that time.');
  }
};

const placeOf = (deliveryId: string): string => `journal.delivery_ids, delivery ${deliveryId}`;
