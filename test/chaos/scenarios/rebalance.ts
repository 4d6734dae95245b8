import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '#observability';
import type { Running } from '../../../apps/local/src/processes/launch.js';
import { createRandom, type Random } from '../../../apps/simulator/src/bank/random.js';
import { watchPartitions } from '../audit/idle-partitions.js';
import { playScenario, type Run, type Scenario } from './scenario.js';

const EVENTS_PER_S = 200;
const MINUTES = 2;
const REPLICAS = 3;
const REPLICAS_MAX = 4;
/** Longer than a session lasts (6 s) now and then, so that some losses are met one by one and some together. */
const PAUSE_MS = { min: 3_000, max: 14_000 } as const;
/** A session's six seconds, the rebalance, and the first batch. */
const IDLE_MS_MAX = 15_000;

/** Members of the consumer group come, go and die at random: nothing is lost or doubled, and nothing stands for long. */
export const rebalance: Scenario = (stage) => {
  const { minutes = MINUTES, rate = EVENTS_PER_S } = stage.options;
  return playScenario(stage, { eventsPerS: rate, lengthMs: minutes * 60_000 }, async (run) => {
    const { system, campaign, sender, tale, signal, options } = run;
    const crowd = new Crowd(run);
    for (let replica = 1; replica < REPLICAS; replica += 1) await crowd.add();
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const end = (): void => {
      over.abort();
    };
    // The sending ends the other two, and whoever fails ends all.
    const [idleness, changes] = await Promise.all([
      watchPartitions(system.admin, kafkaOf(run), tale, until),
      stir(crowd, createRandom(`members/${options.seed}`), until),
      sender.send(campaign.deliveries, until).finally(end),
    ]).finally(end);
    const longest = idleness.longest ?? { partition: 0, ms: 0 };
    tale.say(`answers: ${sender.answers.toString()}`);
    tale.say(`${changes} changes; partition ${longest.partition} stood longest, ${(longest.ms / 1_000).toFixed(1)} s`);
    return longest.ms > IDLE_MS_MAX ? [`partition ${longest.partition} stood for more than 15 s`] : [];
  });
};

const kafkaOf = ({ system }: Run) => ({
  brokers: system.brokers,
  clientId: 'chaos',
  topicPrefix: '',
  logger: createLogger('chaos', 'silent'),
});

/** The replicas beside the one that the supervisor keeps. */
class Crowd {
  readonly #run: Run;
  #members: Running[] = [];
  #added = 1;

  constructor(run: Run) {
    this.#run = run;
  }

  get size(): number {
    return this.#members.length + 1;
  }

  async add(): Promise<void> {
    const label = `transfers-${(this.#added += 1)}`;
    const member = await this.#run.system.startAnother('transfers', { label });
    this.#members.push(member);
    this.#run.tale.say(`${label}: joined, process ${member.pid}; ${this.size} replicas`);
  }

  /** Ends one of them, or the kept one, which comes again by itself. */
  async end(random: Random, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { system, tale } = this.#run;
    const victim = this.#members[random.int(0, this.#members.length)];
    tale.say(`${victim?.name ?? system.transfers.name}: ${signal}`);
    if (!victim) {
      await system.transfers.kill(signal);
      return;
    }
    this.#members = this.#members.filter((member) => member !== victim);
    process.kill(victim.pid, signal);
    await victim.exited;
  }
}

/** @returns how many changes there were */
const stir = async (crowd: Crowd, random: Random, signal: AbortSignal): Promise<number> => {
  for (let changes = 0; ; changes += 1) {
    await sleep(random.int(PAUSE_MS.min, PAUSE_MS.max), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return changes;
    const grow = crowd.size < 2 || (crowd.size < REPLICAS_MAX && random.chance(0.5));
    if (grow) await crowd.add();
    else await crowd.end(random, random.chance(0.7) ? 'SIGKILL' : 'SIGTERM');
  }
};
