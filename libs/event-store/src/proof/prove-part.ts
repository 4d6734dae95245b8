import type { EntityKind, FoldableEvent, StoredEvent } from '#contracts';
import type { Sql } from '#persistence';
import type { Context } from '../context.js';
import { placeStored } from '../decode-record.js';
import type { EntityRef } from '../entities.js';
import type { Placed } from '../fold-entity.js';
import { Differences, type FoundDifferences } from './difference.js';
import type { LogRange } from './log-range.js';
import { ProjectionProof, type PlacedEntity, type TableSums } from './prove-projection.js';
import { readLog, type LoggedEntity } from './read-log.js';

/** What came of a part of a log; parts add up. It can be handed from thread to thread. */
export interface PartProof extends FoundDifferences {
  readonly events: number;
  readonly entities: number;
  readonly tables: readonly TableSums[];
}

/** Told of entities whose row a rebuild would write anew or take away, some at a time. */
export type OnStale = (refs: readonly EntityRef[]) => void;

/** Folds a part of a log anew, and compares what its entities' rows hold. */
export const provePart = async (
  log: Sql,
  tables: Sql,
  context: Context,
  range: LogRange,
  progress: (folded: number) => void,
  onStale: OnStale = () => undefined,
): Promise<PartProof> => {
  const found = new Differences();
  let stale: EntityRef[] = [];
  const projections = new Map(
    [...context.projections].map(
      ([kind, one]) => [kind, new ProjectionProof(one, found.add, (ref) => stale.push(ref))] as const,
    ),
  );
  let [events, entities] = [0, 0];
  for await (const part of readLog(log, context.schema, range)) {
    await comparePart(tables, context, projections, part, found);
    entities += part.length;
    events += part.reduce((sum, entity) => sum + entity.events.length, 0);
    progress(events);
    if (stale.length > 0) onStale(stale);
    stale = [];
  }
  return { events, entities, tables: [...projections.values()].map(({ sums }) => sums), ...found.all };
};

const comparePart = async (
  tables: Sql,
  context: Context,
  projections: ReadonlyMap<EntityKind, ProjectionProof>,
  part: readonly LoggedEntity[],
  found: Differences,
): Promise<void> => {
  const table = `${context.schema}.events`;
  for (const { ref, events, misclaimed } of part) {
    const broken = { table, problem: 'broken', scope: ref.scope } as const;
    for (const id of toldAgain(events)) found.add({ ...broken, id, fields: ['event_id'], detail: TWICE });
    for (const id of misclaimed) found.add({ ...broken, id, fields: ['claimed_at'], detail: MISCLAIMED });
  }
  for (const [kind, entities] of Map.groupBy(part, ({ ref }) => ref.kind)) {
    const projection = projections.get(kind);
    if (!projection) continue;
    const placed: PlacedEntity[] = [];
    for (const { ref, events, firstClaimedAt } of entities) {
      const readable = placeAll(context, events, found);
      if (readable) placed.push({ ref, events: readable, firstClaimedAt });
    }
    await projection.compare(tables, placed);
  }
};

const TWICE = 'The log has it more than once: it was applied as often';
const MISCLAIMED = 'It cannot have been claimed then';

/** The ids of events that stand in a log again: the claim lets each in once, whatever the database was made to take. */
const toldAgain = (events: readonly StoredEvent[]): string[] => {
  const seen = new Set<string>();
  return events.flatMap(({ eventId, contentDigest }) => {
    const known = seen.has(`${eventId}|${contentDigest}`);
    seen.add(`${eventId}|${contentDigest}`);
    return known ? [eventId] : [];
  });
};

/** The events of an entity at their places; undefined when one cannot be read, and the fold says nothing then. */
const placeAll = (
  context: Context,
  events: readonly StoredEvent[],
  found: Differences,
): Placed<FoldableEvent>[] | undefined => {
  const placed: Placed<FoldableEvent>[] = [];
  let readable = true;
  for (const stored of events) {
    const one = placeStored(context, stored);
    if (one.ok) {
      if (one.value) placed.push(one.value);
      continue;
    }
    readable = false;
    const { scope, entityId: id, eventId } = stored;
    const detail = `event ${eventId}: ${one.error}`;
    found.add({ table: `${context.schema}.events`, problem: 'unreadable', scope, id, fields: [], detail });
  }
  return readable ? placed : undefined;
};
