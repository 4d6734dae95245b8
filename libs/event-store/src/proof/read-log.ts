import type { StoredEvent } from '#contracts';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import { EVENT_COLUMNS, refKey, storedOf, type EntityRef, type EventRow } from '../entities.js';
import { CLOCKS_APART } from './learned.js';
import type { LogRange } from './log-range.js';

/** An entity with all its events, in no order. */
export interface LoggedEntity {
  readonly ref: EntityRef;
  readonly events: readonly StoredEvent[];
  /** When the first of them was claimed, by the clock of the database. */
  readonly firstClaimedAt: Instant;
  /** Ids of events that cannot have been claimed when they say. */
  readonly misclaimed: readonly string[];
}

interface LoggedRow extends EventRow {
  readonly claimed_at: Instant;
  readonly misclaimed: boolean;
}

interface OpenEntity extends LoggedEntity {
  readonly key: string;
  readonly events: StoredEvent[];
  readonly misclaimed: string[];
  firstClaimedAt: Instant;
}

/**
 * Rows at a time. A body has some 1 to 3 kB as JSON: a megabyte at once, two of them at most, so that what is read dies
 * young and costs the collector little; and a round trip is paid once for so many events that it does not count.
 */
const ROWS_MAX = 500;

/**
 * A log, or a part of one, entity by entity, in parts of about 500 events; the next is asked for while the caller works on one.
 * Only the events of one entity are ever held together, as a fold needs them.
 */
export async function* readLog(sql: Sql, schema: string, range: LogRange): AsyncGenerator<readonly LoggedEntity[]> {
  await sql.query(
    `declare log_by_entity no scroll cursor for
     select ${EVENT_COLUMNS}, claimed_at,
            claimed_at not between received_at - ${CLOCKS_APART} and clock_timestamp() as misclaimed
     from ${schema}.events
     where ($1::text is null or entity_id >= $1) and ($2::text is null or entity_id < $2)
     order by entity_id, kind, scope`,
    [range.from, range.below],
  );
  let open: OpenEntity | undefined;
  for (let next = fetchRows(sql); ;) {
    const rows = await next;
    const last = rows.length < ROWS_MAX;
    if (!last) next = fetchRows(sql);
    const complete: LoggedEntity[] = [];
    for (const row of rows) {
      const event = storedOf(row);
      const key = refKey(event);
      if (open?.key !== key) {
        if (open) complete.push(open);
        open = { ref: event, key, events: [], firstClaimedAt: row.claimed_at, misclaimed: [] };
      }
      open.events.push(event);
      if (row.claimed_at < open.firstClaimedAt) open.firstClaimedAt = row.claimed_at;
      if (row.misclaimed) open.misclaimed.push(event.eventId);
    }
    if (last && open) complete.push(open);
    yield complete;
    if (last) break;
  }
  await sql.query('close log_by_entity');
}

const fetchRows = (sql: Sql): Promise<LoggedRow[]> => {
  const rows = sql.query<LoggedRow>(`fetch ${String(ROWS_MAX)} from log_by_entity`);
  // It is awaited later; meanwhile a failure belongs to nobody.
  rows.catch(() => undefined);
  return rows;
};
