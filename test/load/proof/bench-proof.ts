import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { migrate, openDatabase, type Database } from '#persistence';
import { startGuard } from '../../../apps/local/src/processes/guard.js';
import { UsageError } from '../options.js';
import { built } from '../system/paths.js';
import { openServers } from '../system/servers.js';
import { transferMix, type TransferEvent } from '../traffic/transfers.js';
import { fillLog } from './fill-log.js';
import { startTraffic } from './live-traffic.js';
import { watchRows } from './watch-rows.js';

const USAGE = 'npm run bench -- proof [--events 200000] [--database postgres://…]';

/**
 * How fast a log is proved, and rebuilt with every row to be written while 200 events a second arrive and a reader
 * looks: the commands that a person would give, on a log of transfers that was applied as the consumer applies it.
 */
export const benchProof = async (args: readonly string[]): Promise<void> => {
  const { events: count, database: given } = optionsOf(args);
  const guard = startGuard();
  // Nothing here asks Kafka for anything.
  const servers = await openServers({ kafka: '127.0.0.1:1', database: given }, guard);
  try {
    const url = await servers.createDatabase(`bench_proof_${randomBytes(4).toString('hex')}`);
    await migrate(url);
    const database = await openDatabase({ url, app: 'bench', poolSize: 8, statementTimeoutMs: 0 });
    try {
      const events = transferMix('proof', count);
      await timed(`${String(count)} events applied`, () => fillLog(database, events));
      const proof = ProofJson.parse(await caudal(url, ['prove', 'transfers'], NOT_ALL_PROVED)).contexts[0];
      tell(`proved ${String(proof?.events)} events in ${String(proof?.duration_ms)} ms`);
      const rebuilt = await rebuildUnderTraffic(database, url, events);
      for (const line of [`proof ${String(proof?.events_per_second)} events/s`, ...rebuilt]) console.log(line);
    } finally {
      await database.close();
    }
  } finally {
    await servers.close();
    guard.close();
  }
};

/** What is not spoilt but of another version only: live events may meet it, and leave it or not. */
const MET = 400;
const SPOILT = 'spoilt';

const rebuildUnderTraffic = async (
  database: Database,
  url: string,
  events: readonly TransferEvent[],
): Promise<string[]> => {
  const met = events.slice(0, MET).map(retold);
  const spoilt = await timed('every row spoilt', () => spoil(database, met));
  const watch = watchRows(database, SPOILT, spoilt);
  const traffic = startTraffic(database, met);
  const outcome = RebuildJson.parse(await caudal(url, ['rebuild', 'transfers']));
  const { applied, waitMaxMs } = await traffic.stop();
  const seen = await watch.stop();
  tell(
    `rebuilt ${String(outcome.events)} events: folded in ${String(outcome.fold_ms)} ms, ` +
      `${String(outcome.written)} rows written in ${String(outcome.swap_ms)} ms, ${String(outcome.changed)} told`,
  );
  tell(`${String(applied)} events applied meanwhile; a reader looked ${String(seen.looks)} times`);
  if (seen.mixtures > 0 || seen.old === 0 || seen.new === 0 || !outcome.equal) process.exitCode = 1;
  return [
    `rebuild ${String(outcome.events_per_second)} events/s`,
    `rebuild equal ${String(outcome.equal)}`,
    `rebuild mixtures seen ${String(seen.mixtures)}`,
    `claims of other entities waited ${waitMaxMs.ofNew.toFixed(0)} ms at most`,
    `claims of rewritten entities waited ${waitMaxMs.ofOld.toFixed(0)} ms at most`,
  ];
};

/** The transfer again, a second later: a new fact that sorts after what is known. */
const retold = ({ transferId, updatedAt, body }: TransferEvent): TransferEvent => {
  const later = new Date(Date.parse(updatedAt) + 86_400_000).toISOString();
  return { transferId, updatedAt: later, body: body.replaceAll(updatedAt, later) };
};

/** Every row is of another version, and its view says what no event said. Returns how many a reader can tell by it. */
const spoil = async (database: Database, met: readonly TransferEvent[]): Promise<number> => {
  const rows = await database.query(
    `update transfers.transfers set fold_version = 0, state = $1,
            view = replace(view::text, '"state":', '"spoilt":true,"state":')::json
     where id <> all ($2::text[]) returning 1`,
    [SPOILT, met.map(({ transferId }) => transferId)],
  );
  await database.query('update transfers.transfers set fold_version = 0 where fold_version <> 0');
  await database.query('vacuum analyze transfers.transfers');
  return rows.length;
};

const caudal = async (url: string, args: readonly string[], expected = 0): Promise<unknown> => {
  const env = { CAUDAL_DATABASE_URL: url, CAUDAL_KAFKA_BROKERS: '127.0.0.1:1' };
  const all = ['--disable-warning=TimeoutNegativeWarning', built('apps/cli/src/main.js'), ...args, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, all, { env }).catch((error: unknown) =>
    endedWith(expected, error),
  );
  return JSON.parse(stdout);
};

/** Nothing is archived here: a proof that finds nothing says that no delivery vouches for its events, and ends with 3. */
const NOT_ALL_PROVED = 3;

const endedWith = (expected: number, error: unknown): { readonly stdout: string } => {
  const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: unknown };
  if (code !== expected || typeof stdout !== 'string') throw error;
  return { stdout };
};

const ProofJson = z.object({
  deliveries: z.object({ skipped: z.tuple([z.string().regex(/older than anything in the journal/)]) }),
  contexts: z.array(z.object({ events: z.number(), duration_ms: z.number(), events_per_second: z.number() })),
});

const RebuildJson = z.object({
  equal: z.boolean(),
  ...{ events: z.number(), written: z.number(), changed: z.number() },
  ...{ fold_ms: z.number(), swap_ms: z.number(), events_per_second: z.number() },
});

const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const begun = performance.now();
  const result = await work();
  tell(`${what} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  return result;
};

/** Whoever compares two runs must know how busy the machine was. */
const tell = (text: string): void => {
  console.log(`${text} (load ${(loadavg()[0] ?? 0).toFixed(1)})`);
};

const optionsOf = (args: readonly string[]): { readonly events: number; readonly database: string | undefined } => {
  try {
    const string = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { events: string, database: string } });
    const events = Number(values.events ?? 200_000);
    if (!Number.isInteger(events) || events < MET) throw new Error(`--events takes a number from ${String(MET)} on`);
    return { events, database: values.database };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
};
