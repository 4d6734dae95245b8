import type { Database, Sql } from '#persistence';
import type { Context } from '../context.js';
import { proveContext, type ContextProof, type ProofHelpers } from '../proof/prove-context.js';
import { followRows } from './follow-rows.js';
import { rewriteRows, type Rewritten } from './rewrite-rows.js';
import { StaleList } from './stale-list.js';

/** What a rebuild of a context came to. */
export interface Rebuild {
  /** What the tables were when it began. */
  readonly before: ContextProof;
  /** Rows to be written, at the moment of `before`. */
  readonly stale: number;
  /** What was written; undefined when nothing was to be, or nothing should be. */
  readonly rewritten: Rewritten | undefined;
  /** What the tables are now; the same as `before` when nothing was written. */
  readonly after: ContextProof;
  /** In milliseconds: folding the log, and the swap, which is how long claims of the rewritten entities may have waited. */
  readonly foldMs: number;
  readonly swapMs: number;
}

/** `fold`: the log, in events. `swap`: rows that are written, in entities. `prove`: the log again, in events. */
export type RebuildPhase = 'fold' | 'swap' | 'prove';

export interface RebuildOptions {
  readonly now: () => number;
  readonly helpers?: ProofHelpers;
  /** Says what it would write, and writes nothing. */
  readonly dryRun?: boolean;
  readonly progress?: (phase: RebuildPhase, done: number, total: number) => void;
}

/** Two rebuilds of a context at once would write the same rows twice. */
export class RebuildRunsError extends Error {
  constructor(context: string) {
    super(`A rebuild of ${context} is at work already; this one has changed nothing.`);
    this.name = 'RebuildRunsError';
  }
}

/**
 * Brings the projections of a context to what its log says, while traffic flows. The whole log is folded at one moment
 * and compared with the rows; nothing is locked or written meanwhile. Then one transaction, which is a batch like any
 * other and only larger, locks the entities whose rows differ, folds each from its log as it stands now, and writes them:
 * readers see all of the old or all of the new. It ends with a proof.
 *
 * @param database four connections, without a limit for a statement
 * @throws RebuildRunsError; what the database throws, and nothing is changed then
 */
export const rebuildContext = async (
  database: Database,
  context: Context,
  options: RebuildOptions,
): Promise<Rebuild> => {
  const { now, helpers, progress } = options;
  const swapped = await database.transaction(async (sql) => {
    await begin(sql, context);
    const list = await StaleList.make(sql);
    const begun = now();
    const before = await proveContext(database, context, phase(progress, 'fold'), helpers, list.add);
    await list.settled();
    const foldMs = now() - begun;
    const outcome = { before, stale: list.size, foldMs };
    if (options.dryRun === true || list.size === 0) return { ...outcome, swapMs: 0, rewritten: undefined };
    const locked = now();
    const rewritten = await swap(sql, database, context, list, options);
    return { ...outcome, rewritten, swapMs: now() - locked };
  });
  if (!swapped.rewritten) return { ...swapped, after: swapped.before };
  return { ...swapped, after: await proveContext(database, context, phase(progress, 'prove'), helpers) };
};

const phase = (progress: RebuildOptions['progress'], name: RebuildPhase) => (done: number, total: number) =>
  progress?.(name, done, total);

/**
 * Batches hold their locks for tens of milliseconds, and whoever comes behind a waiting lock waits too: who cannot have
 * one in ten seconds gives up, and may be started again.
 */
const LOCK_WAIT_MS = 10_000;

const begin = async (sql: Sql, { consumer, schema }: Context): Promise<void> => {
  // It waits while the log is folded, and holds no lock yet that anybody waits for.
  await sql.query('set local idle_in_transaction_session_timeout = 0');
  await sql.query(`set local lock_timeout = '${String(LOCK_WAIT_MS)}ms'`);
  const [lock] = await sql.query<{ ok: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('rebuild:' || $1, 0)) as ok`,
    [schema],
  );
  if (!lock?.ok) throw new RebuildRunsError(consumer);
};

const swap = async (
  sql: Sql,
  database: Database,
  context: Context,
  list: StaleList,
  { now, progress }: RebuildOptions,
): Promise<Rewritten> => {
  // What follows from entities locks what many of them share (accounts, cards), in an order that holds within one batch
  // only. Claims wait before they hold any of it; readers do not.
  if (context.follow) await sql.query(`lock table ${context.schema}.events in share row exclusive mode`);
  await list.lock(context.schema);
  const rewritten = await rewriteRows(sql, database, context, list, now(), (done) => {
    progress?.('swap', done, list.size);
  });
  if (context.follow) await followRows(sql, context, list, now());
  return rewritten;
};
