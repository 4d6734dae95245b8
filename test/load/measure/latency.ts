import { performance } from 'node:perf_hooks';
import { openDatabase, type Database } from '#persistence';
import { CONNECTIONS, type Plan } from '../plan.js';
import { median, percentile } from '../statistics.js';
import type { Servers } from '../system/servers.js';
import type { RunningIngress, Side, SideName } from '../system/side.js';
import { openConnections } from '../traffic/connection.js';
import { openLoop } from '../traffic/open-loop.js';
import { evenSchedule } from '../traffic/schedule.js';
import { singleTransfers } from '../traffic/transfers.js';
import { watchCommits } from './commit-watcher.js';
import { newPlace } from './place.js';
import { prepareRequests } from './prepare-requests.js';

interface LatencyRound {
  /** POST to committed row, from the due time. Rows that never came within the drain count as infinitely late. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answerP99Ms: number;
  readonly missingShare: number;
}

export interface LatencyResult extends LatencyRound {
  readonly side: SideName;
  readonly ratePerS: number;
  readonly rounds: readonly LatencyRound[];
}

/** A sample of 500 webhooks a second: 5,000 values a round, of which 50 lie above the p99. */
const WATCHED_PER_S = 500;
/** A pace that both sides keep up with, so that a round begins without a backlog. */
const WARM_UP_PER_S = 150;

/** How long a webhook takes to become a committed row, under a load that does not wait for anybody. */
export const measureLatency = async (
  servers: Servers,
  sides: readonly Side[],
  plan: Plan,
): Promise<LatencyResult[]> => {
  const results = plan.latency.ratesPerS.flatMap((ratePerS) =>
    sides.map((side) => ({ side, ratePerS, rounds: [] as LatencyRound[] })),
  );
  for (let number = 1; number <= plan.rounds; number += 1) {
    for (const { side, ratePerS, rounds } of results) {
      const round = await latencyRound(servers, side, ratePerS, plan);
      rounds.push(round);
      console.log(
        `latency ${side.name} ${ratePerS}/s round ${number}: p50 ${round.p50Ms.toFixed(0)}, ` +
          `p99 ${round.p99Ms.toFixed(0)} ms, ${(round.missingShare * 100).toFixed(0)} % not committed in time`,
      );
    }
  }
  return results.map(({ side, ratePerS, rounds }) => ({
    side: side.name,
    ratePerS,
    rounds,
    p50Ms: median(rounds.map((round) => round.p50Ms)),
    p99Ms: median(rounds.map((round) => round.p99Ms)),
    answerP99Ms: median(rounds.map((round) => round.answerP99Ms)),
    missingShare: median(rounds.map((round) => round.missingShare)),
  }));
};

/** New processes and tables every round: what one side left undone in a round must not weigh on its next. */
const latencyRound = async (servers: Servers, side: Side, ratePerS: number, plan: Plan): Promise<LatencyRound> => {
  const place = await newPlace(servers, side);
  const consumer = await side.startConsumer(place);
  const ingress = await side.startIngress(place);
  const database = await openDatabase({ url: place.databaseUrl, app: 'bench', poolSize: 1 });
  try {
    const { warmUpMs, lengthMs, drainMs } = plan.latency;
    await drive(database, side, ingress, { name: 'w', ratePerS: WARM_UP_PER_S, lengthMs: warmUpMs, drainMs: 60_000 });
    return await drive(database, side, ingress, { name: 'm', ratePerS, lengthMs, drainMs });
  } finally {
    await ingress.process.stop();
    await consumer.stop();
    await database.close();
  }
};

interface Load {
  readonly name: string;
  readonly ratePerS: number;
  readonly lengthMs: number;
  readonly drainMs: number;
}

const drive = async (database: Database, side: Side, ingress: RunningIngress, load: Load): Promise<LatencyRound> => {
  const schedule = evenSchedule(load.ratePerS, load.lengthMs);
  const events = singleTransfers(load.name, schedule.total);
  const requests = prepareRequests(ingress.target, events);
  const connections = await openConnections(ingress.target.host, ingress.target.port, CONNECTIONS);
  const watcher = watchCommits(database, side.transfers);
  const every = Math.ceil(load.ratePerS / WATCHED_PER_S);
  const answersMs: number[] = [];
  await openLoop(connections, requests, schedule, (index, dueAtMs, status) => {
    if (status !== 200) throw new Error(`${side.name} answered ${status} to a signed webhook`);
    answersMs.push(performance.now() - dueAtMs);
    const event = events[index];
    if (event !== undefined && index % every === 0) watcher.expect(event.transferId, dueAtMs);
  });
  await watcher.finish(load.drainMs);
  for (const connection of connections) connection.close();
  const latenciesMs = [...watcher.latenciesMs, ...Array.from({ length: watcher.missing() }, () => Infinity)];
  return {
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
    answerP99Ms: percentile(answersMs, 99),
    missingShare: watcher.missing() / latenciesMs.length,
  };
};
