import { contextConsumers } from '#contracts';
import type { ConsumerName } from '../../../apps/local/src/apps.js';
import { createRandom } from '../../../apps/simulator/src/bank/random.js';
import { built } from '../../load/system/paths.js';
import { homeOf, type Home } from '../audit/home.js';
import { planKills } from '../killer/kill-plan.js';
import { runKiller, type Target } from '../killer/killer.js';
import type { ChaosSystem } from '../system/start-system.js';
import { createReader, type Reader } from '../traffic/reader.js';
import { unexpectedIn } from '../traffic/answers.js';
import { playScenario, type Run, type Scenario, type Shortfalls } from './scenario.js';

const EVENTS_PER_S = 200;
const MINUTES = 3;

/** Once a minute, and three times at least: a broker that was killed is away for a quarter of one. */
const killsIn = (minutes: number): number => (minutes < 1 ? 1 : Math.max(3, Math.round(minutes)));

/** Of three minutes at 200 events a second, 30,000. */
const ACKED_SHARE_MIN = 30_000 / (EVENTS_PER_S * 60 * MINUTES);

/**
 * Answers that take the two seconds that are promised need 400 at 200 webhooks a second. Without such a bound a receiver
 * that is back on a busy machine is met by thousands at once, answers none of them in time, and all of them come again.
 */
const CONNECTIONS = 512;

/** A machine that is slow at restarting parts may meet no one at work any more: what is left is killed over copies. */
const STRAGGLERS_MS_MAX = 120_000;

/** What was acknowledged this shortly ago is in the hands of the broker, the consumer or the database. */
const JUST_NOW_MS = 20;

/**
 * P1 and P3: every process, the broker and the database die by SIGKILL with work in flight, again and again, while
 * webhooks come in at a steady rate; then what was promised is compared with what is there.
 */
export const faults: Scenario = (stage) => {
  const { minutes = MINUTES, rate = EVENTS_PER_S, mutate } = stage.options;
  const times = stage.options.kills ?? killsIn(minutes);
  const lengthMs = minutes * 60_000;
  return playScenario(
    stage,
    {
      eventsPerS: rate,
      lengthMs,
      contexts: 'all',
      connections: CONNECTIONS,
      ...(mutate === 'claim' ? { system: WITHOUT_CLAIM } : {}),
    },
    async (run) => {
      const { kills, reader } = await fire(run, times, lengthMs);
      const { answers, acknowledged } = run.sender;
      run.tale.say(`answers: ${answers.toString()}; ${reader.reads()} reads`);
      const events = new Set(acknowledged.map(({ notice }) => notice)).size;
      const eventsMin = Math.floor((rate * lengthMs * ACKED_SHARE_MIN) / 1_000);
      return [
        ...reader.wrong,
        ...unexpectedIn(answers),
        ...(events < eventsMin ? [`${events} events were acknowledged, ${eventsMin} are asked for`] : []),
        ...tooFew(kills, times),
      ];
    },
  );
};

/** Without the key a second row is possible; without the clause it is written. */
const WITHOUT_CLAIM = {
  consumerOptions: ['--import', built('test/chaos/mutations/without-claim.js')],
  prepare: async (admin: ChaosSystem['admin']) => {
    for (const { schema } of contextConsumers) {
      await admin.query(`alter table ${schema}.events drop constraint events_pkey`);
    }
  },
};

/** Sends, reads and kills until every webhook is acknowledged and, within a limit, everybody was killed. */
const fire = async (
  { options, tale, signal, system, campaign, sender }: Run,
  times: number,
  lengthMs: number,
): Promise<{ kills: Readonly<Record<string, number>>; reader: Reader }> => {
  const { apiUrl, installation } = system;
  const random = createRandom(`reads/${options.seed}`);
  const reader = createReader({ apiUrl, apiKey: installation.apiKey, random }, sender.acknowledged);
  const targets = targetsOf(system, sender, reader);
  const plan = planKills(createRandom(`kills/${options.seed}`), Object.keys(targets), { times, lengthMs });
  const sent = new AbortController();
  const until = AbortSignal.any([signal, sent.signal]);
  const killing = runKiller(plan, targets, tale, until);
  const killed = abortedAfter(killing);
  const reading = reader.run(until);
  await sender.send(campaign.deliveries, signal);
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(STRAGGLERS_MS_MAX), killed]);
  await sender.sendAgain(inTime);
  sent.abort();
  await reading;
  return { kills: await killing, reader };
};

const abortedAfter = (work: Promise<unknown>): AbortSignal => {
  const done = new AbortController();
  const abort = (): void => {
    done.abort();
  };
  void work.then(abort, abort);
  return done.signal;
};

/** Whose webhooks each consumer has work with. */
const READS: Readonly<Record<ConsumerName, readonly Home[]>> = {
  transfers: ['transfers'],
  cards: ['cards'],
  ledger: ['ledger', 'transfers', 'cards'],
  accounts: ['accounts'],
  journal: ['transfers', 'cards', 'ledger', 'accounts'],
};

const targetsOf = (system: ChaosSystem, sender: Run['sender'], reader: Reader): Record<string, Target> => {
  const posting = () => (sender.inFlight > 0 ? `${sender.inFlight} webhooks in flight` : undefined);
  const carrying = (isMeant: (type: string) => boolean) => () => {
    const agoMs = sender.acknowledgedMsAgo(isMeant);
    return agoMs < JUST_NOW_MS ? `a webhook acknowledged ${agoMs.toFixed(0)} ms ago` : undefined;
  };
  const consumers = [...system.consumers].map(
    ([name, part]) => [name, { part, busyWith: carrying((type) => READS[name].includes(homeOf(type))) }] as const,
  );
  return {
    ingress: { part: system.ingress, busyWith: posting },
    ...Object.fromEntries(consumers),
    api: { part: system.api, busyWith: () => (reader.inFlight() > 0 ? 'a read in flight' : undefined) },
    kafka: { part: system.kafka, busyWith: posting },
    postgres: { part: system.postgres, busyWith: carrying(() => true) },
  };
};

const tooFew = (kills: Readonly<Record<string, number>>, times: number): Shortfalls =>
  Object.entries(kills).flatMap(([name, count]) =>
    count < times ? [`${name} was killed ${count} times, ${times} are asked for`] : [],
  );
