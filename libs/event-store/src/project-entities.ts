import type { BaseView, EntityKind, FoldableEvent } from '#contracts';
import { canonicalJson } from '#idempotency';
import { instantOf, invariant } from '#kernel';
import { storableJson, type Sql } from '#persistence';
import type { Context, Projection } from './context.js';
import { placeStored, type Delivery } from './decode-record.js';
import { partsByLog, readEvents, refKey, type EntityRef } from './entities.js';
import { foldAll, foldOn, type FoldedEntity, type Placed } from './fold-entity.js';
import { nextSequences, writeOutbox, type Change } from './outbox.js';
import { readRows, writeRows, type KnownRow, type ProjectionRow } from './projection-rows.js';

/**
 * An event that was stored before its projection existed cannot be read by it. The entity cannot be folded: the record
 * at hand is parked, and every later one of its key.
 */
class UnreadableHistoryError extends Error {
  constructor(
    readonly eventId: string,
    readonly problem: string,
  ) {
    super(`Event ${eventId} of the log cannot be read: ${problem}`);
    this.name = 'UnreadableHistoryError';
  }
}

/** An entity of a batch with its new events. */
interface Touched {
  readonly ref: EntityRef;
  readonly projection: Projection;
  readonly events: readonly Placed<FoldableEvent>[];
  readonly row: KnownRow | undefined;
}

/** An entity as its events make it, and the row that it had. Its lock is held. */
export interface Folded {
  readonly touched: Pick<Touched, 'ref' | 'projection' | 'row'>;
  readonly entity: FoldedEntity<BaseView, unknown>;
}

export interface Projected {
  /** Entities that were folded anew from their whole log. */
  readonly refolded: number;
  /** Entities that became conflicted now. */
  readonly conflicted: number;
}

/**
 * Folds the new events of a batch into their projections. An event that sorts after all that was folded is evolved
 * onto the row; an older one makes the entity fold anew from its whole log, and so does a row that another version of
 * the fold wrote. The rows of the entities are locked.
 *
 * @param fresh keys of entities of which nothing was stored before this batch
 */
export const projectEntities = async (
  sql: Sql,
  context: Context,
  claimed: readonly Delivery[],
  fresh: ReadonlySet<string>,
  nowMs: number,
): Promise<Projected> => {
  const touched = await touchedEntities(sql, context, claimed, fresh);
  const incremental = touched.map((one) => evolvedOn(one, fresh));
  const anew = touched.filter((_, at) => incremental[at] === undefined);
  const refolded = await foldAnew(sql, context, anew);
  const folded = touched.flatMap((one, at): Folded[] => {
    const entity = incremental[at] ?? refolded.get(refKey(one.ref));
    // Decisions alone make no entity: they wait in the log for what they decide on.
    return entity ? [{ touched: one, entity }] : [];
  });
  await writeFolded(sql, context, folded, nowMs);
  await context.follow?.(
    sql,
    folded.map(({ touched: { ref }, entity }) => ({ kind: ref.kind, scope: ref.scope, view: entity.view })),
    nowMs,
  );
  return {
    refolded: anew.filter(({ row }) => row !== undefined).length,
    conflicted: folded.filter(({ touched: { row }, entity }) => entity.view.conflicted && !row?.view.conflicted).length,
  };
};

const touchedEntities = async (
  sql: Sql,
  context: Context,
  claimed: readonly Delivery[],
  fresh: ReadonlySet<string>,
): Promise<Touched[]> => {
  const byEntity = new Map<string, { ref: EntityRef; events: Placed<FoldableEvent>[] }>();
  for (const { stored, placed } of claimed) {
    if (!placed) continue;
    const key = refKey(stored);
    const known = byEntity.get(key);
    if (known) known.events.push(placed);
    else byEntity.set(key, { ref: stored, events: [placed] });
  }
  const byKind = Map.groupBy(byEntity.values(), ({ ref }) => ref.kind);
  const touched: Touched[] = [];
  for (const [kind, entities] of byKind) {
    const projection = projectionOf(context, kind);
    const stored = entities.map(({ ref }) => ref).filter((ref) => !fresh.has(refKey(ref)));
    const rows = new Map(
      (await readRows(sql, projection, stored)).map((row) => [
        refKey({ kind, scope: row.scope, entityId: row.view.id }),
        row,
      ]),
    );
    for (const { ref, events } of entities) touched.push({ ref, projection, events, row: rows.get(refKey(ref)) });
  }
  return touched;
};

const evolvedOn = (
  { ref, projection, events, row }: Touched,
  fresh: ReadonlySet<string>,
): FoldedEntity<BaseView, unknown> | undefined => {
  if (row) return row.foldVersion === projection.fold.version ? foldOn(projection.fold, row, events) : undefined;
  // Without a row there may be events from before the projection existed: only a fresh entity has none.
  return fresh.has(refKey(ref)) ? foldAll(projection.fold, events) : undefined;
};

/** Folds entities from their whole logs, of which only so many are held at once; by `refKey`. */
const foldAnew = async (
  sql: Sql,
  context: Context,
  entities: readonly Touched[],
): Promise<Map<string, FoldedEntity<BaseView, unknown>>> => {
  const folded = new Map<string, FoldedEntity<BaseView, unknown>>();
  const refs = entities.map(({ ref }) => ref);
  for (const part of await partsByLog(sql, context.schema, refs)) {
    const logs = await readLogs(sql, context, part);
    for (const ref of part) {
      const log = logs.get(refKey(ref));
      const entity = log && foldAll(projectionOf(context, ref.kind).fold, log);
      if (entity) folded.set(refKey(ref), entity);
    }
  }
  return folded;
};

const readLogs = async (
  sql: Sql,
  context: Context,
  refs: readonly EntityRef[],
): Promise<Map<string, Placed<FoldableEvent>[]>> => {
  const logs = new Map<string, Placed<FoldableEvent>[]>();
  for (const stored of await readEvents(sql, context.schema, refs)) {
    const placed = placeStored(context, stored);
    if (!placed.ok) throw new UnreadableHistoryError(stored.eventId, placed.error);
    if (!placed.value) continue;
    const key = refKey(stored);
    const log = logs.get(key);
    if (log) log.push(placed.value);
    else logs.set(key, [placed.value]);
  }
  return logs;
};

/**
 * Writes the rows of folded entities, and tells of those whose view has changed.
 *
 * @returns how many have
 */
export const writeFolded = async (
  sql: Sql,
  context: Context,
  folded: readonly Folded[],
  nowMs: number,
): Promise<number> => {
  const texts = new Map(folded.map((one) => [one, storableJson(one.entity.view)]));
  const changed = folded.filter((one) => isChanged(one, texts.get(one)));
  const sequences = await nextSequences(sql, context.schema, changed.length);
  const sequenceOf = new Map(changed.map((one, at) => [one, sequences[at]]));
  const now = instantOf(nowMs);
  const rows = folded.map((one) => {
    const { touched, entity } = one;
    const sequence = sequenceOf.get(one) ?? touched.row?.sequence;
    invariant(sequence !== undefined, 'a new row is a change');
    // What a provider said once, and says no more, is not when we heard of it.
    const heardAt = touched.row?.view.created_at === null ? touched.row.listedAt : now;
    const listedAt = entity.view.created_at ?? heardAt;
    const viewText = sequenceOf.has(one) ? texts.get(one) : touched.row?.viewText;
    invariant(viewText !== undefined, 'every view has its text');
    return {
      projection: touched.projection,
      row: { ...entity, viewText, scope: touched.ref.scope, listedAt, sequence },
    };
  });
  for (const [projection, of] of Map.groupBy(rows, ({ projection: table }) => table)) {
    await writeRows(
      sql,
      projection,
      of.map(({ row }) => row),
    );
  }
  const changes = rows.filter((_, at) => folded[at] !== undefined && sequenceOf.has(folded[at]));
  await writeOutbox(sql, context, changes.flatMap(changeOf), now);
  return changed.length;
};

const changeOf = ({ projection, row }: { projection: Projection; row: ProjectionRow }): Change[] =>
  projection.changeType === null
    ? []
    : [
        {
          type: projection.changeType,
          kind: projection.fold.kind,
          subject: `${row.scope}/${row.view.id}`,
          sequence: row.sequence,
          view: row.viewText,
        },
      ];

/**
 * Equal texts settle it nearly always, and so do texts of two lengths: another order of the same fields, which is no
 * change either, is as long.
 */
const isChanged = ({ touched: { row }, entity }: Folded, text: string | undefined): boolean =>
  !row ||
  (row.viewText !== text &&
    (row.viewText.length !== text?.length || canonicalJson(row.view) !== canonicalJson(entity.view)));

/** Of a kind that the context has a projection for. */
export const projectionOf = (context: Context, kind: EntityKind): Projection => {
  const found = context.projections.get(kind);
  invariant(found, `${kind} has a projection`);
  return found;
};
