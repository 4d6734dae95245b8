import type { Sql } from '#persistence';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';
import { identityOfBody } from './identity.js';

/** Bodies of one and a half kilobytes: a few megabytes at a time. */
const PAGE_ROWS = 5_000;

/** How many deliveries of each event the archive holds, by the bytes that it kept of them. */
const archived = async (sql: Sql): Promise<Map<string, number>> => {
  const times = new Map<string, number>();
  let after = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    // The slugs of a campaign's sources are the names of their providers.
    const page = await sql.query<{ at: string; id: string; provider: Delivery['provider']; body: Buffer }>(
      `select received_at::text as at, delivery_id::text as id, source as provider, body from journal.deliveries
       where (received_at, delivery_id) > ($1::timestamptz, $2::uuid)
       order by received_at, delivery_id limit ${PAGE_ROWS}`,
      after,
    );
    for (const row of page) {
      const identity = identityOfBody(row);
      times.set(identity, (times.get(identity) ?? 0) + 1);
    }
    const last = page.at(-1);
    if (!last) return times;
    after = [last.at, last.id];
  }
};

/** Deliveries that were answered 200 and are not in the archive, one sentence each. */
export const compareArchive = async (sql: Sql, acknowledged: readonly Delivery[]): Promise<string[]> => {
  const left = await archived(sql);
  return acknowledged.flatMap((delivery) => {
    const identity = identityOfBody(delivery);
    const rest = left.get(identity) ?? 0;
    left.set(identity, rest - 1);
    return rest > 0 ? [] : [`not in the archive: a delivery of ${delivery.type} of ${delivery.entityId}`];
  });
};
