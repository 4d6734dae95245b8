import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '#persistence';
import { CONNECTIONS, type Plan } from '../plan.js';
import { median, range } from '../statistics.js';
import { cpuSeconds } from '../system/cpu.js';
import type { Servers } from '../system/servers.js';
import type { Place, Progress, Side, SideName } from '../system/side.js';
import { closedLoop } from '../traffic/closed-loop.js';
import { openConnections } from '../traffic/connection.js';
import { transferMix, type TransferEvent } from '../traffic/transfers.js';
import { newPlace } from './place.js';
import { prepareRequests } from './prepare-requests.js';

interface ConsumeRound {
  readonly appliedPerS: number;
  readonly cpuSPer1000: number;
}

export interface ConsumeResult {
  readonly label: string;
  readonly side: SideName;
  readonly records: number;
  readonly appliedPerS: number;
  readonly spread: { readonly lowest: number; readonly highest: number };
  readonly cpuSPer1000: number;
}

/** One side with a topic that its own ingress has filled. */
interface Contestant {
  readonly label: string;
  readonly side: Side;
  readonly topicPrefix: string;
  readonly events: readonly TransferEvent[];
  readonly rounds: ConsumeRound[];
}

/** Without any progress for this long something is broken; a group's first join takes a few seconds. */
const STALLED_MS_MAX = 60_000;

/**
 * How fast a preloaded topic becomes rows. Each side's topic is filled once, through its own ingress, and read in every
 * round by a new process into new tables. The clock runs from the first commit seen to the last, so that starting a
 * process and joining a group count for neither side.
 */
export const measureConsume = async (
  servers: Servers,
  sides: readonly { readonly label: string; readonly side: Side }[],
  plan: Plan,
): Promise<ConsumeResult[]> => {
  const contestants: Contestant[] = [];
  for (const { label, side } of sides) {
    const place = await newPlace(servers, side);
    const events = transferMix('c', plan.consume[side.name]);
    await preload(side, place, events);
    contestants.push({ label, side, topicPrefix: place.topicPrefix, events, rounds: [] });
  }
  for (let number = 1; number <= plan.rounds; number += 1) {
    for (const { label, side, topicPrefix, events, rounds } of contestants) {
      const round = await consumeRound(side, await newPlace(servers, side, topicPrefix), events);
      rounds.push(round);
      console.log(
        `consume ${label} round ${number}: ${round.appliedPerS.toFixed(0)}/s, ` +
          `${round.cpuSPer1000.toFixed(3)} CPU s per 1000`,
      );
    }
  }
  return contestants.map(({ label, side, events, rounds }) => {
    const rates = rounds.map((round) => round.appliedPerS);
    return {
      label,
      side: side.name,
      records: events.length,
      appliedPerS: median(rates),
      spread: range(rates),
      cpuSPer1000: median(rounds.map((round) => round.cpuSPer1000)),
    };
  });
};

const preload = async (side: Side, place: Place, events: readonly TransferEvent[]): Promise<void> => {
  const ingress = await side.startIngress(place);
  const connections = await openConnections(ingress.target.host, ingress.target.port, CONNECTIONS);
  const { accepted } = await closedLoop(connections, prepareRequests(ingress.target, events), Infinity);
  for (const connection of connections) connection.close();
  await ingress.process.stop();
  if (accepted !== events.length) throw new Error(`${side.name} took ${accepted} of ${events.length} webhooks`);
};

const consumeRound = async (side: Side, place: Place, events: readonly TransferEvent[]): Promise<ConsumeRound> => {
  const database = await openDatabase({ url: place.databaseUrl, app: 'bench', poolSize: 1 });
  const consumer = await side.startConsumer(place);
  try {
    const progress = side.progressOf(events);
    const first = await waitFor(database, progress, 1);
    const cpuBefore = await cpuSeconds(consumer.pid);
    const last = await waitFor(database, progress, progress.complete);
    const cpuS = (await cpuSeconds(consumer.pid)) - cpuBefore;
    await assertRows(database, side, events);
    const applied = events.length * (1 - first.done / progress.complete); // the first look's were done before the clock ran
    const elapsedMs = last.atMs - first.atMs;
    return { appliedPerS: (applied * 1_000) / elapsedMs, cpuSPer1000: (cpuS * 1_000) / applied };
  } finally {
    await consumer.stop();
    await database.close();
  }
};

const waitFor = async (database: Database, progress: Progress, wanted: number) => {
  let before = 0;
  let movedAtMs = performance.now();
  for (;;) {
    const done = await progress.read(database);
    const atMs = performance.now();
    if (done >= wanted) return { done, atMs };
    if (done > before) movedAtMs = atMs;
    before = done;
    if (atMs - movedAtMs > STALLED_MS_MAX) throw new Error(`The consumer stands still at ${done} of ${wanted}`);
    await sleep(progress.pollMs);
  }
};

/** Fast and wrong would be worth nothing: every transfer is there, once. */
const assertRows = async (database: Database, side: Side, events: readonly TransferEvent[]): Promise<void> => {
  const expected = new Set(events.map((event) => event.transferId)).size;
  const [row] = await database.query<{ count: number }>(`select count(*)::int as count from ${side.transfers}`);
  if (row?.count !== expected) throw new Error(`${side.name} has ${row?.count ?? 0} of ${expected} transfers`);
};
