import { setTimeout as sleep } from 'node:timers/promises';
import { identifier, type Identifier } from '../audit/identity.js';
import { untilProjected } from '../audit/projected.js';
import type { KeptPart } from '../system/keep-part.js';
import { logLines, residentMb } from '../system/vitals.js';
import { playScenario, type Run, type Scenario, type Shortfalls } from './scenario.js';

/** A quiet company's traffic: an outage is a matter of time, not of rate. */
const EVENTS_PER_S = 50;
const MINUTES = 10;
/** The provider's last attempt comes 25 minutes after the first: nothing is given up in two outages of ten. */
const SCALE = 20;
const STEADY_MS = 10_000;
const RETURN_MS = 60_000;
/** A backlog of ten minutes is 36,000 webhooks; it is drained several times faster than it grew. */
const DRAINED_MS_MAX = 300_000;

const SAMPLE_MS = 1_000;
/** A heap grows until it is collected; one that doubles in the second half of an outage is a leak. */
const GROWTH_MAX = 1.25;
const GROWTH_MB_FREE = 48;
/** One line every half second and process tells everything that a person can read. */
const LINES_PER_MINUTE_MAX = 120;

/** Kafka is away for long, then PostgreSQL: nothing gives up, nothing grows, and the backlog is drained afterwards. */
export const outage: Scenario = (stage) => {
  const { minutes = MINUTES, rate = EVENTS_PER_S } = stage.options;
  const awayMs = minutes * 60_000;
  const lengthMs = 2 * (STEADY_MS + awayMs + RETURN_MS);
  return playScenario(stage, { eventsPerS: rate, lengthMs, scale: SCALE }, async (run) => {
    const { system, campaign, sender, signal } = run;
    const eventsOf = identifier(campaign.deliveries);
    const sending = sender.send(campaign.deliveries, signal);
    const shortfalls = [
      ...(await stopFor(system.kafka, awayMs, run, eventsOf)),
      ...(await stopFor(system.postgres, awayMs, run, eventsOf)),
    ];
    await sending;
    run.tale.say(`answers: ${sender.answers.toString()}`);
    return [
      ...shortfalls,
      ...(sender.givenUp > 0 ? [`the provider gave up ${sender.givenUp} webhooks`] : []),
      ...appsOf(run).flatMap((app) => (app.endedByItself() > 0 ? [`${app.name} ended by itself`] : [])),
    ];
  });
};

const appsOf = ({ system }: Run): KeptPart[] => [system.ingress, system.transfers, system.api];

const stopFor = async (part: KeptPart, awayMs: number, run: Run, eventsOf: Identifier): Promise<Shortfalls> => {
  const { system, sender, tale, signal } = run;
  await sleep(STEADY_MS, undefined, { signal }).catch(() => undefined);
  sender.nextPhase();
  const linesBefore = await linesOf(run);
  tale.say(`${part.name}: stopped for ${awayMs / 60_000} minutes`);
  part.hold();
  // As an operator stops it; what SIGKILL does is shown by the campaign of faults.
  await part.kill('SIGINT');
  const memory = await watchMemory(run, awayMs);
  const linesAfter = await linesOf(run);
  tale.say(`answers meanwhile: ${sender.nextPhase().toString()}; ${sender.waiting} webhooks wait at the provider`);
  part.release();
  await part.back();
  const promised = [...sender.acknowledged];
  const drainedMs = await untilProjected(system.admin, eventsOf(promised), DRAINED_MS_MAX, tale, signal);
  tale.say(
    `${promised.length} webhooks were acknowledged until its return; all projected ` +
      (drainedMs === undefined ? 'not in five minutes' : `${(drainedMs / 1_000).toFixed(1)} s after it`),
  );
  const linesMax = Math.ceil((LINES_PER_MINUTE_MAX * awayMs) / 60_000);
  return [
    ...(drainedMs === undefined ? [`after ${part.name}: the backlog was not drained in five minutes`] : []),
    ...appsOf(run).flatMap(({ name }) => {
      const { firstMb, lastMb } = memory.get(name) ?? { firstMb: 0, lastMb: 0 };
      const lines = (linesAfter.get(name) ?? 0) - (linesBefore.get(name) ?? 0);
      tale.say(`${name}: ${firstMb.toFixed(0)} MB, then ${lastMb.toFixed(0)} MB; ${lines} log lines`);
      return [
        ...(lastMb > firstMb * GROWTH_MAX + GROWTH_MB_FREE ? [`${name} grew while ${part.name} was away`] : []),
        ...(lines > linesMax ? [`${name} logged ${lines} lines, ${linesMax} are enough`] : []),
      ];
    }),
  ];
};

const linesOf = async (run: Run): Promise<Map<string, number>> => {
  const entries = appsOf(run).map(
    async ({ name }) => [name, await logLines(`${run.system.logDir}/${name}.log`)] as const,
  );
  return new Map(await Promise.all(entries));
};

/** The most memory that each app had in the first and in the second half of the time. */
const watchMemory = async (run: Run, lengthMs: number): Promise<Map<string, { firstMb: number; lastMb: number }>> => {
  const { tale, signal } = run;
  const begunMs = tale.nowMs();
  const found = new Map(appsOf(run).map(({ name }) => [name, { firstMb: 0, lastMb: 0 }]));
  while (tale.nowMs() - begunMs < lengthMs && !signal.aborted) {
    const half = tale.nowMs() - begunMs < lengthMs / 2 ? 'firstMb' : 'lastMb';
    for (const app of appsOf(run)) {
      const entry = found.get(app.name);
      if (entry) entry[half] = Math.max(entry[half], (await residentMb(app.pid())) ?? 0);
    }
    await sleep(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
  return found;
};
