import type { FoldableEvent } from '#contracts';
import type { Sql } from '#persistence';
import type { Context, Projection } from '../context.js';
import { placeStored } from '../decode-record.js';
import { partsByLog, readEvents, refKey, type EntityRef } from '../entities.js';
import { foldAll, type Placed } from '../fold-entity.js';
import { projectionOf, writeFolded, type Folded } from '../project-entities.js';
import { readRows, type KnownRow } from '../projection-rows.js';
import type { GoneRow, StaleList } from './stale-list.js';

/** What became of the rows of a rebuild. */
export interface Rewritten {
  /** Rows that were written, because they differed or another version of the fold had written them. */
  readonly written: number;
  /** Those of them whose view has changed: they are told to others under their next sequence. */
  readonly changed: number;
  /** Rows that stood for no event of the log, and were taken away. */
  readonly removed: number;
}

/**
 * Folds listed entities anew and writes their rows, part by part. They are locked: what the reader sees of them was
 * committed before, and nobody commits anything more.
 *
 * @param sql of the transaction that holds the locks
 * @param reader other connections, which read the next part while this one is written
 */
export const rewriteRows = async (
  sql: Sql,
  reader: Sql,
  context: Context,
  list: StaleList,
  nowMs: number,
  progress: (written: number) => void,
): Promise<Rewritten> => {
  const total = { written: 0, changed: 0, removed: 0 };
  let done = 0;
  const write = async (part: Part): Promise<void> => {
    const { folded, gone } = foldPart(context, part);
    total.changed += await writeFolded(sql, context, folded, nowMs);
    total.written += folded.length;
    const removed = await removeRows(sql, gone);
    await list.noteGone(removed);
    total.removed += removed.length;
    done += part.refs.length;
    progress(done);
  };
  let reading: Promise<Part> | undefined;
  for await (const listed of list.parts()) {
    for (const refs of await partsByLog(reader, context.schema, listed)) {
      const before = await reading;
      reading = readPart(reader, context, refs);
      // It is awaited later; meanwhile a failure belongs to nobody.
      reading.catch(() => undefined);
      if (before) await write(before);
    }
  }
  const last = await reading;
  if (last) await write(last);
  return total;
};

interface Part {
  readonly refs: readonly EntityRef[];
  readonly logs: ReadonlyMap<string, Placed<FoldableEvent>[] | 'unreadable'>;
  readonly rows: ReadonlyMap<string, KnownRow>;
}

const readPart = async (reader: Sql, context: Context, refs: readonly EntityRef[]): Promise<Part> => {
  const [logs, rows] = await Promise.all([readLogs(reader, context, refs), readKnown(reader, context, refs)]);
  return { refs, logs, rows };
};

const readLogs = async (sql: Sql, context: Context, refs: readonly EntityRef[]): Promise<Part['logs']> => {
  const logs = new Map<string, Placed<FoldableEvent>[] | 'unreadable'>();
  for (const stored of await readEvents(sql, context.schema, refs)) {
    const key = refKey(stored);
    const log = logs.get(key) ?? [];
    if (log === 'unreadable') continue;
    const placed = placeStored(context, stored);
    if (placed.ok && placed.value) log.push(placed.value);
    logs.set(key, placed.ok ? log : 'unreadable');
  }
  return logs;
};

/** The rows of entities, by their key. */
export const readKnown = async (
  sql: Sql,
  context: Context,
  refs: readonly EntityRef[],
): Promise<ReadonlyMap<string, KnownRow>> => {
  const rows = new Map<string, KnownRow>();
  for (const [kind, of] of Map.groupBy(refs, (ref) => ref.kind)) {
    for (const row of await readRows(sql, projectionOf(context, kind), of)) {
      rows.set(refKey({ kind, scope: row.scope, entityId: row.id }), row);
    }
  }
  return rows;
};

interface Gone {
  readonly ref: EntityRef;
  readonly projection: Projection;
  readonly row: KnownRow;
}

/** An entity that cannot be read keeps the row that it has: the proof at the end names it. */
const foldPart = (context: Context, { refs, logs, rows }: Part): { folded: Folded[]; gone: Gone[] } => {
  const folded: Folded[] = [];
  const gone: Gone[] = [];
  for (const ref of refs) {
    const projection = projectionOf(context, ref.kind);
    const row = rows.get(refKey(ref));
    const log = logs.get(refKey(ref)) ?? [];
    if (log === 'unreadable') continue;
    const entity = foldAll(projection.fold, log);
    if (entity) folded.push({ touched: { ref, projection, row }, entity });
    else if (row) gone.push({ ref, projection, row });
  }
  return { folded, gone };
};

/**
 * A row without any event may have no entity that could be locked, and its first event may just come: then it has
 * another sequence, and stays.
 *
 * @returns those that were taken away
 */
const removeRows = async (sql: Sql, gone: readonly Gone[]): Promise<GoneRow[]> => {
  const removed: GoneRow[] = [];
  for (const [{ table }, of] of Map.groupBy(gone, ({ projection }) => projection)) {
    const rows = await sql.query<{ id: string; scope: string }>(
      `delete from ${table} t using unnest($1::text[], $2::text[], $3::bigint[]) as gone (id, scope, sequence)
       where t.id = gone.id and t.scope = gone.scope and t.sequence = gone.sequence returning t.id, t.scope`,
      [of.map(({ row }) => row.id), of.map(({ row }) => row.scope), of.map(({ row }) => row.sequence.toString())],
    );
    const left = new Set(rows.map(({ id, scope }) => `${scope}\n${id}`));
    for (const { ref, row } of of) {
      if (left.has(`${row.scope}\n${row.id}`)) removed.push({ ...ref, viewText: row.viewText });
    }
  }
  return removed;
};
