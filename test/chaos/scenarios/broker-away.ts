import { setTimeout as sleep } from 'node:timers/promises';
import { identifier, type Identifier } from '../audit/identity.js';
import { untilProjected } from '../audit/projected.js';
import type { KeptPart } from '../system/keep-part.js';
import type { Answers } from '../traffic/answers.js';
import { playScenario, type Run, type Scenario, type Shortfalls } from './scenario.js';

/** Requests; a fifth more than different events. */
const REQUESTS_PER_S = 300;
const COPIES = 1.2;

const AWAY_MINUTES = 0.5;

/** The provider's first 30 s become 3: at sixty times its speed what was refused would triple the rate of requests. */
const SCALE = 10;

/** Of steady running before, between and after, so that what is seen then is not the start or the recovery. */
const STEADY_MS = 8_000;
/** How long broker and database are away together, at most: long enough for every deadline to pass several times. */
const BOTH_AWAY_MS = 15_000;

/** A broker is back within 14 s of its start, on a busy machine in twice that. */
const RETURN_MS = 30_000;

const ANSWER_MS_MAX = 2_000;
const PROJECTED_MS_MAX = 10_000;
/** What takes longer is told as it is, to a minute. */
const PROJECTED_MS_WATCHED = 60_000;

/**
 * A broker that is away is not noticed by the provider: the spool takes over. With the database away as well nothing
 * can be kept, and the provider is told so.
 */
export const brokerAway: Scenario = (stage) => {
  const { minutes = AWAY_MINUTES, rate = REQUESTS_PER_S / COPIES } = stage.options;
  const awayMs = minutes * 60_000;
  const bothAwayMs = Math.min(BOTH_AWAY_MS, awayMs);
  // Each outage has a part of the story to itself, long enough to be under load until it is over.
  const lengths = [awayMs, bothAwayMs].map((ms) => 2 * STEADY_MS + ms + RETURN_MS);
  const [firstMs = 0, secondMs = 0] = lengths;
  return playScenario(stage, { eventsPerS: rate, lengthMs: firstMs + secondMs, scale: SCALE }, async (run) => {
    const { campaign, sender, signal } = run;
    const cut = Math.floor((campaign.deliveries.length * firstMs) / (firstMs + secondMs));
    const eventsOf = identifier(campaign.deliveries);
    const first = sender.send(campaign.deliveries.slice(0, cut), signal);
    const alone = await brokerOnly(run, awayMs, eventsOf);
    await first;
    const second = sender.send(campaign.deliveries.slice(cut), signal);
    const both = await brokerAndDatabase(run, bothAwayMs, second);
    await second;
    return [...alone, ...both, ...endedByThemselves(run)];
  });
};

const brokerOnly = async (run: Run, awayMs: number, eventsOf: Identifier): Promise<Shortfalls> => {
  const { system, sender, tale, signal } = run;
  await steady(run);
  phase(run, 'all are here');
  await away([system.kafka], awayMs, run);
  const answers = phase(run, 'broker away');
  const promised = [...sender.acknowledged];
  const projectedMs = await untilProjected(system.admin, eventsOf(promised), PROJECTED_MS_WATCHED, tale, signal);
  tale.say(
    `${promised.length} webhooks were acknowledged until its return; projected ` +
      (projectedMs === undefined ? 'not within a minute' : `${(projectedMs / 1_000).toFixed(1)} s after it`),
  );
  await steady(run);
  phase(run, 'broker back');
  return [
    ...(answers.count(200) < answers.total ? ['broker away: not every answer was 200'] : []),
    ...tooSlow('broker away', answers),
    ...((projectedMs ?? Infinity) > PROJECTED_MS_MAX ? ['not all was projected within 10 s of its return'] : []),
  ];
};

const brokerAndDatabase = async (run: Run, awayMs: number, sending: Promise<void>): Promise<Shortfalls> => {
  const { system, sender, tale } = run;
  await steady(run);
  phase(run, 'all are here');
  await away([system.kafka, system.postgres], awayMs, run);
  const answers = phase(run, 'broker and database away');
  const [fromMs, before] = [tale.nowMs(), sender.acknowledged.length];
  await Promise.race([sending, untilMoreThan(before, run)]);
  tale.say(`acknowledged again ${((tale.nowMs() - fromMs) / 1_000).toFixed(1)} s after both were back`);
  // The first of them to return is enough for a 200, so that some came before the phase was over.
  return [
    ...(answers.unexpected > 0 || answers.count(0) > 0 || answers.count(503) === 0
      ? ['both away: not every answer was 503 with Retry-After']
      : []),
    ...tooSlow('both away', answers),
  ];
};

const steady = ({ signal }: Run): Promise<void> => sleep(STEADY_MS, undefined, { signal }).catch(() => undefined);

const phase = ({ sender, tale }: Run, name: string): Answers => {
  const answers = sender.nextPhase();
  tale.say(`${name}: ${answers.toString()}`);
  return answers;
};

const endedByThemselves = ({ system }: Run): Shortfalls =>
  [system.ingress, system.transfers, system.api].flatMap((part) =>
    part.endedByItself() > 0 ? [`${part.name} ended by itself`] : [],
  );

/** Kills them, keeps them away, and resolves when all are back. */
const away = async (parts: readonly KeptPart[], ms: number, { tale, signal }: Run): Promise<void> => {
  const names = parts.map(({ name }) => name).join(' and ');
  tale.say(`${names}: killed, to be away for ${ms / 1_000} s`);
  for (const part of parts) part.hold();
  await Promise.all(parts.map(async (part) => part.kill('SIGKILL')));
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  for (const part of parts) part.release();
  await Promise.all(parts.map((part) => part.back()));
};

const untilMoreThan = async (before: number, { sender, signal }: Run): Promise<void> => {
  while (sender.acknowledged.length === before && !signal.aborted) await sleep(20);
};

const tooSlow = (name: string, answers: Answers): Shortfalls =>
  answers.slowestMs > ANSWER_MS_MAX ? [`${name}: an answer took ${answers.slowestMs.toFixed(0)} ms`] : [];
