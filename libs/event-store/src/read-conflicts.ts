import type { FoldableEvent, StoredEvent } from '#contracts';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import type { Context } from './context.js';
import { placeStored } from './decode-record.js';
import type { PlacedDecision } from './decisions.js';
import {
  EVENT_COLUMNS,
  entityArrays,
  ENTITY_TABLE,
  partsByLog,
  refKey,
  storedOf,
  type EntityRef,
  type EventRow,
} from './entities.js';
import { sortedOut, type Placed, type PlacedEvent } from './fold-entity.js';
import { agree, byId, settleFacts, type Content } from './settle-facts.js';

/** One event that tells a fact which others tell otherwise. */
export interface ConflictTelling {
  readonly stored: StoredEvent;
  readonly receivedAt: Instant;
  readonly content: Content;
}

/** A fact that was told with differing content. */
export interface ConflictedFact {
  readonly fact: string;
  /** What `content` holds, in its order. */
  readonly names: readonly string[];
  /** By event id; the first is the one that counts, unless a person decided. */
  readonly tellings: readonly ConflictTelling[];
  readonly decided: PlacedDecision | undefined;
  /** When the first telling came that agreed not with what was known. */
  readonly since: Instant;
}

/**
 * The facts of some entities on which their events differ, decided ones too, by `refKey`: read from the log by the rule
 * by which they are folded, so that both always name the same winner. Entities without any are left out.
 */
export const readConflicts = async (
  sql: Sql,
  context: Context,
  refs: readonly EntityRef[],
): Promise<Map<string, ConflictedFact[]>> => {
  const found = new Map<string, ConflictedFact[]>();
  for (const part of await partsByLog(sql, context.schema, refs)) {
    const rows = await sql.query<EventRow & { received_at: Instant }>(
      `select ${EVENT_COLUMNS}, received_at from ${context.schema}.events join ${ENTITY_TABLE} using (kind, scope, entity_id)`,
      entityArrays(part),
    );
    for (const [key, log] of Map.groupBy(rows, (row) => refKey(storedOf(row)))) {
      const facts = conflictsOf(context, log);
      if (facts.length > 0) found.set(key, facts);
    }
  }
  return found;
};

const conflictsOf = (
  context: Context,
  log: readonly (EventRow & { readonly received_at: Instant })[],
): ConflictedFact[] => {
  const receivedAt = new Map<StoredEvent, Instant>();
  const placed: Placed<FoldableEvent>[] = [];
  for (const row of log) {
    const stored = storedOf(row);
    const one = placeStored(context, stored);
    // What cannot be read was never folded: it is no candidate.
    if (!one.ok || !one.value) continue;
    receivedAt.set(stored, row.received_at);
    placed.push(one.value);
  }
  const { events, decisions } = sortedOut(placed);
  const settled = settleFacts(events, decisions);
  return [...Map.groupBy(events, ({ event }) => event.fact)].flatMap(([fact, told]): ConflictedFact[] => {
    const tellings = told.map((one) => tellingOf(one, receivedAt)).sort(byEventId);
    const counts = settled.get(fact);
    if (!counts || tellings.every(({ content }) => agree(counts.content, content))) return [];
    const names = (told[0] && context.projections.get(told[0].stored.kind)?.fold.compares) ?? [];
    return [{ fact, names, tellings, decided: counts.decided, since: sinceOf(tellings) }];
  });
};

const tellingOf = (
  { stored, event }: PlacedEvent<FoldableEvent>,
  receivedAt: ReadonlyMap<StoredEvent, Instant>,
): ConflictTelling => ({ stored, receivedAt: receivedAt.get(stored) ?? LONG_AGO, content: event.compared });

const LONG_AGO = '1970-01-01T00:00:00.000000Z' as Instant;

const byEventId = (a: ConflictTelling, b: ConflictTelling): number => (byId(a.stored) < byId(b.stored) ? -1 : 1);

/** The receipt of the first telling that contradicts an earlier one. */
const sinceOf = (tellings: readonly ConflictTelling[]): Instant => {
  const arrived = [...tellings].sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
  const first = arrived.find((one, at) => arrived.slice(0, at).some((other) => !agree(one.content, other.content)));
  return first?.receivedAt ?? LONG_AGO;
};
