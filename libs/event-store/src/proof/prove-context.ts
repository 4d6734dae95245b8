import type { EntityKind } from '#contracts';
import type { Database, Sql } from '#persistence';
import type { Context } from '../context.js';
import type { EntityRef } from '../entities.js';
import { Differences, type Difference, type FoundDifferences } from './difference.js';
import { sequencesGivenTwice } from './learned.js';
import { splitLog, WHOLE_LOG, type LogRange } from './log-range.js';
import { provePart, type OnStale, type PartProof } from './prove-part.js';
import { proofOf, readOrphanSums, type TableProof } from './prove-projection.js';
import { inSnapshot, type SnapshotName } from './snapshot.js';

/** What the tables of a context came to, against a fresh fold of its whole log. */
export interface ContextProof extends FoundDifferences {
  readonly context: string;
  readonly events: number;
  readonly entities: number;
  readonly tables: readonly TableProof[];
}

/** Told of the events that were folded, and how many there are. */
export type ProofProgress = (folded: number, events: number) => void;

/** A part of a log to be proved by somebody else, at the moment that the snapshot shows. */
export interface ProofTask {
  /** The context's consumer. */
  readonly context: string;
  readonly snapshot: SnapshotName;
  readonly range: LogRange;
}

/** Others who prove parts of a log at the same time: threads, each on a core of its own. Every task is done once. */
export interface ProofHelpers {
  readonly count: number;
  /** A log of fewer events is proved before they have begun. */
  readonly eventsMin: number;
  readonly prove: (task: ProofTask, progress: (folded: number) => void, onStale: OnStale) => Promise<PartProof>;
}

/**
 * Folds the whole log of a context anew and compares every row with what its table holds, at one moment of the database:
 * it may be used while traffic flows. Memory is bounded by the longest history of one entity. It writes nothing.
 *
 * @param database with two connections at least
 * @param helpers who share the work; without any it is done here
 * @param onStale told of what a rebuild would write anew
 */
export const proveContext = (
  database: Database,
  context: Context,
  progress: ProofProgress = () => undefined,
  helpers?: ProofHelpers,
  onStale: OnStale = () => undefined,
): Promise<ContextProof> =>
  inSnapshot(database, async (log, tables, snapshot) => {
    const total = await countEvents(log, context.schema);
    const parts =
      helpers && total >= helpers.eventsMin
        ? await proveElsewhere(log, context, snapshot, helpers, onStale, (folded) => {
            progress(folded, total);
          })
        : [
            await provePart(
              ...([log, tables, context, WHOLE_LOG] as const),
              (folded) => {
                progress(folded, total);
              },
              onStale,
            ),
          ];
    const found = new Differences();
    for (const part of parts) found.addAll(part);
    const sums = parts.flatMap((part) => part.tables);
    for (const projection of context.projections.values()) {
      const orphans: EntityRef[] = [];
      sums.push(await readOrphanSums(tables, context.schema, projection, found.add, (ref) => orphans.push(ref)));
      if (orphans.length > 0) onStale(orphans);
    }
    for (const one of await unmatchedEntities(tables, context.schema)) found.add(one);
    for (const one of await sequencesGivenTwice(tables, context)) found.add(one);
    for (const one of (await context.check?.(tables)) ?? []) found.add(one);
    return {
      context: context.consumer,
      events: parts.reduce((sum, { events }) => sum + events, 0),
      entities: parts.reduce((sum, { entities }) => sum + entities, 0),
      tables: [...Map.groupBy(sums, ({ table }) => table)].map(([table, of]) => proofOf(table, of)),
      ...found.all,
    };
  });

const proveElsewhere = async (
  log: Sql,
  context: Context,
  snapshot: SnapshotName,
  helpers: ProofHelpers,
  onStale: OnStale,
  progress: (folded: number) => void,
): Promise<PartProof[]> => {
  const ranges = await splitLog(log, context.schema, helpers.count);
  const folded = ranges.map(() => 0);
  return Promise.all(
    ranges.map((range, at) =>
      helpers.prove(
        { context: context.consumer, snapshot, range },
        (events) => {
          folded[at] = events;
          progress(folded.reduce((sum, one) => sum + one, 0));
        },
        onStale,
      ),
    ),
  );
};

const countEvents = async (sql: Sql, schema: string): Promise<number> => {
  const [row] = await sql.query<{ n: bigint }>(`select count(*) as n from ${schema}.events`);
  return Number(row?.n ?? 0n);
};

/** Every entity of the log has the row that its batches lock, and no such row stands for nothing. */
const unmatchedEntities = async (sql: Sql, schema: string): Promise<Difference[]> => {
  const rows = await sql.query<{ kind: EntityKind; scope: string; entity_id: string; missing: boolean }>(
    `select distinct kind, scope, entity_id, true as missing from ${schema}.events e where not exists (
       select 1 from ${schema}.entities n
       where n.entity_id = e.entity_id and n.kind = e.kind and n.scope = e.scope)
     union all
     select kind, scope, entity_id, false from ${schema}.entities n where not exists (
       select 1 from ${schema}.events e
       where e.entity_id = n.entity_id and e.kind = n.kind and e.scope = n.scope)`,
  );
  return rows.map(({ missing, kind, scope, entity_id: id }) => ({
    table: `${schema}.entities`,
    problem: missing ? 'missing' : 'superfluous',
    scope,
    id,
    fields: [],
    detail: kind,
  }));
};
