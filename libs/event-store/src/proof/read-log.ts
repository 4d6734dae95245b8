import type { StoredEvent } from '#contracts';
import type { Sql } from '#persistence';
import { EVENT_COLUMNS, refKey, storedOf, type EntityRef, type EventRow } from '../entities.js';
import type { LogRange } from './log-range.js';

/** An entity with all its events, in no order. */
export interface LoggedEntity {
  readonly ref: EntityRef;
  readonly events: readonly StoredEvent[];
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
     select ${EVENT_COLUMNS} from ${schema}.events
     where ($1::text is null or entity_id >= $1) and ($2::text is null or entity_id < $2)
     order by entity_id, kind, scope`,
    [range.from, range.below],
  );
  let open: { ref: EntityRef; key: string; events: StoredEvent[] } | undefined;
  for (let next = fetchRows(sql); ;) {
    const rows = await next;
    const last = rows.length < ROWS_MAX;
    if (!last) next = fetchRows(sql);
    const complete: LoggedEntity[] = [];
    for (const row of rows) {
      const event = storedOf(row);
      const key = refKey(event);
      if (open?.key === key) {
        open.events.push(event);
        continue;
      }
      if (open) complete.push(open);
      open = { ref: event, key, events: [event] };
    }
    if (last && open) complete.push(open);
    yield complete;
    if (last) break;
  }
  await sql.query('close log_by_entity');
}

const fetchRows = (sql: Sql): Promise<EventRow[]> => {
  const rows = sql.query<EventRow>(`fetch ${String(ROWS_MAX)} from log_by_entity`);
  // It is awaited later; meanwhile a failure belongs to nobody.
  rows.catch(() => undefined);
  return rows;
};
