import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '#persistence';
import type { Tale } from '../tale.js';
import { identityOf } from './identity.js';

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
 * Waits until every one of these events is in the log.
 *
 * @param events what they say (`identityOf`), computed beforehand: the audit's own work is no part of what is measured
 * @returns the milliseconds until the answer that had the last of them; undefined when some were not there in time, or the signal came
 */
export const untilProjected = async (
  sql: Sql,
  events: ReadonlySet<string>,
  withinMs: number,
  tale: Tale,
  signal: AbortSignal,
): Promise<number | undefined> => {
  const begunMs = tale.nowMs();
  const missing = new Set(events);
  let since = '-infinity';
  while (tale.nowMs() - begunMs < withinMs && !signal.aborted) {
    if (!(await mayBeThere(sql, events.size))) {
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
    const lookedMs = tale.nowMs() - begunMs;
    for (const { provider, type, data, claimed_at } of rows) {
      missing.delete(identityOf(provider, type, JSON.parse(data)));
      if (since === '-infinity' || claimed_at > since) since = claimed_at;
    }
    if (missing.size === 0) return lookedMs;
    await sleep(LOOK_MS);
  }
  return undefined;
};
