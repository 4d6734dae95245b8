import { CONNECTIONS, type Plan } from '../plan.js';
import { median, percentile, range } from '../statistics.js';
import { cpuSeconds } from '../system/cpu.js';
import type { Servers } from '../system/servers.js';
import type { RunningIngress, Side, SideName } from '../system/side.js';
import { closedLoop } from '../traffic/closed-loop.js';
import { openConnections } from '../traffic/connection.js';
import { transferMix } from '../traffic/transfers.js';
import { newPlace } from './place.js';
import { prepareRequests } from './prepare-requests.js';

interface AcceptRound {
  readonly acceptedPerS: number;
  readonly cpuSPer1000: number;
  readonly latenciesMs: readonly number[];
}

export interface AcceptResult {
  readonly side: SideName;
  readonly acceptedPerS: number;
  readonly spread: { readonly lowest: number; readonly highest: number };
  readonly cpuSPer1000: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Contestant {
  readonly side: Side;
  readonly ingress: RunningIngress;
  readonly rounds: AcceptRound[];
}

/** More than either side reached on any machine so far; only the warm-up has nothing better to go by. */
const WARM_UP_PER_S = 10_000;

/** How many webhooks a server takes in, and what they cost it: no consumer runs meanwhile, on either side. */
export const measureAccept = async (servers: Servers, sides: readonly Side[], plan: Plan): Promise<AcceptResult[]> => {
  const contestants: Contestant[] = [];
  for (const side of sides) {
    contestants.push({ side, ingress: await side.startIngress(await newPlace(servers, side)), rounds: [] });
  }
  for (const { side, ingress, rounds } of contestants) {
    rounds.push(await acceptRound(side, ingress, 'warm', WARM_UP_PER_S, plan.accept.warmUpMs));
  }
  for (let number = 1; number <= plan.rounds; number += 1) {
    for (const { side, ingress, rounds } of contestants) {
      // Half as many again as the best round so far: a round that runs out of webhooks ends early, which is fair too.
      const perS = 1.5 * Math.max(...rounds.map((round) => round.acceptedPerS));
      const round = await acceptRound(side, ingress, String(number), perS, plan.accept.lengthMs);
      rounds.push(round);
      console.log(
        `accept ${side.name} round ${number}: ${round.acceptedPerS.toFixed(0)}/s, ` +
          `${round.cpuSPer1000.toFixed(3)} CPU s per 1000, p99 ${percentile(round.latenciesMs, 99).toFixed(0)} ms`,
      );
    }
  }
  for (const { ingress } of contestants) await ingress.process.stop();
  return contestants.map(({ side, rounds }) => summary(side.name, rounds.slice(1)));
};

const acceptRound = async (
  side: Side,
  ingress: RunningIngress,
  name: string,
  perS: number,
  lengthMs: number,
): Promise<AcceptRound> => {
  const events = transferMix(`a${name}${side.name}`, Math.ceil((perS * lengthMs) / 1_000));
  const requests = prepareRequests(ingress.target, events);
  const connections = await openConnections(ingress.target.host, ingress.target.port, CONNECTIONS);
  const cpuBefore = await cpuSeconds(ingress.process.pid);
  const { accepted, refused, elapsedMs, latenciesMs } = await closedLoop(connections, requests, lengthMs);
  const cpuS = (await cpuSeconds(ingress.process.pid)) - cpuBefore;
  for (const connection of connections) connection.close();
  // Without faults nothing may be refused: such a run would measure how fast a server says no.
  if (refused > 0) throw new Error(`${side.name} refused ${refused} of ${accepted + refused} signed webhooks`);
  return { acceptedPerS: (accepted * 1_000) / elapsedMs, cpuSPer1000: (cpuS * 1_000) / accepted, latenciesMs };
};

const summary = (side: SideName, rounds: readonly AcceptRound[]): AcceptResult => {
  const rates = rounds.map((round) => round.acceptedPerS);
  const latenciesMs = rounds.flatMap((round) => round.latenciesMs);
  return {
    side,
    acceptedPerS: median(rates),
    spread: range(rates),
    cpuSPer1000: median(rounds.map((round) => round.cpuSPer1000)),
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
  };
};
