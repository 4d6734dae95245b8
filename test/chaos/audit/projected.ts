import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '#persistence';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';
import type { Tale } from '../tale.js';
import { identityOf, identityOfBody } from './identity.js';

const LOOK_MS = 250;

/** A whole look reads every body: it must not take the machine away from what it watches. */
const mayBeThere = async (sql: Sql, events: number): Promise<boolean> => {
  const [row] = await sql.query<{ n: number }>('select count(*)::int as n from transfers.events').catch(() => []);
  return (row?.n ?? 0) >= events;
};

/** Transactions last less than this: what was claimed before is seen by now. */
const OVERLAP = "interval '30 s'";

interface Row {
  readonly provider: string;
  readonly type: string;
  readonly data: string;
  readonly claimed_at: string;
}

/**
 * Waits until every one of these webhooks is in the log.
 *
 * @returns the milliseconds that it took; undefined when some were not there in time
 */
export const untilProjected = async (
  sql: Sql,
  deliveries: readonly Delivery[],
  withinMs: number,
  tale: Tale,
): Promise<number | undefined> => {
  const begunMs = tale.nowMs();
  const missing = new Set(deliveries.map(identityOfBody));
  let since = '-infinity';
  const events = missing.size;
  while (tale.nowMs() - begunMs < withinMs) {
    if (!(await mayBeThere(sql, events))) {
      await sleep(LOOK_MS);
      continue;
    }
    const rows = await sql
      .query<Row>(
        `select provider, type, data::text as data, claimed_at::text as claimed_at
         from transfers.events where claimed_at > $1::timestamptz - ${OVERLAP}`,
        [since],
      )
      .catch(() => []);
    for (const { provider, type, data, claimed_at } of rows) {
      missing.delete(identityOf(provider, type, JSON.parse(data)));
      if (since === '-infinity' || claimed_at > since) since = claimed_at;
    }
    if (missing.size === 0) return tale.nowMs() - begunMs;
    await sleep(LOOK_MS);
  }
  return undefined;
};
