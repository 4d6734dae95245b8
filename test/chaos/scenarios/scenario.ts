import { Problem } from '../../../apps/local/src/problem.js';
import { untilAtRest } from '../audit/at-rest.js';
import { audit, closingLine, isClean, type Verdict } from '../audit/audit.js';
import type { Contexts } from '../../../apps/simulator/src/bank/bank.js';
import type { ChaosOptions } from '../options.js';
import { startSystem, type ChaosSystem, type SystemOptions } from '../system/start-system.js';
import type { Tale } from '../tale.js';
import { writeCampaign, type Campaign } from '../traffic/campaign.js';
import { createPoster } from '../traffic/post.js';
import { Sender } from '../traffic/sender.js';

/** What a scenario ends with. */
export interface Outcome {
  readonly passed: boolean;
  /** The line that scripts read. */
  readonly closing: string;
}

export interface Stage {
  readonly options: ChaosOptions;
  readonly tale: Tale;
  readonly signal: AbortSignal;
}

export type Scenario = (stage: Stage) => Promise<Outcome>;

/** A system that runs, and a sender with a whole story that has not begun to send. */
export interface Run extends Stage {
  readonly system: ChaosSystem;
  readonly campaign: Campaign;
  readonly sender: Sender;
}

interface Plot {
  /** Different events a second; the copies of a fifth of them come in addition. */
  readonly eventsPerS: number;
  readonly lengthMs: number;
  /** See the sender's. */
  readonly scale?: number;
  /** See `createPoster`. */
  readonly connections?: number;
  /** What it is about: of transfers alone where nothing is said. */
  readonly contexts?: Contexts;
  readonly system?: Pick<SystemOptions, 'appOptions' | 'consumerOptions' | 'prepare'>;
}

/** Recovery, rest and audit take a part of this; a part that never comes back must not hold a run for ever. */
const END_MS_MAX = 20 * 60_000;

/** What a run was seen to do beside the words of the closing line; each is a failure. */
export type Shortfalls = readonly string[];

/**
 * Starts a system, plays, waits until everything is at rest, audits, and stops it, whatever happens. Every scenario ends
 * so: nothing that was promised may be lost, counted twice or wrong, whatever else it is about.
 *
 * @param play ends when every webhook was acknowledged; returns what was not as it must be
 */
export const playScenario = async (
  stage: Stage,
  { eventsPerS, lengthMs, scale, connections, contexts = 'transfers', system: variant }: Plot,
  play: (run: Run) => Promise<Shortfalls>,
): Promise<Outcome> => {
  const { options, tale } = stage;
  const late = AbortSignal.timeout(2 * lengthMs + END_MS_MAX);
  const signal = AbortSignal.any([stage.signal, late]);
  const campaign = writeCampaign(options.seed, (eventsPerS * lengthMs) / 1_000, contexts);
  tale.say(`seed ${options.seed}: ${campaign.events} events in ${campaign.deliveries.length} deliveries`);
  const system = await startSystem({ tale, signal, contexts, ...variant });
  const poster = createPoster(connections);
  let passed = false;
  try {
    const sender = new Sender({
      ratePerS: (campaign.deliveries.length * 1_000) / lengthMs,
      ingressUrl: system.ingressUrl,
      secrets: system.installation.sourceSecrets,
      poster,
      ...(scale === undefined ? {} : { scale }),
    });
    const run = { ...stage, signal, system, campaign, sender };
    tale.say('the system is up');
    const shortfalls = await play(run);
    if (late.aborted) throw new Problem('The campaign did not come to its end in time: something never came back.');
    signal.throwIfAborted();
    const verdict = await settle(run);
    for (const sentence of [...verdict.examples, ...shortfalls]) tale.say(sentence);
    passed = isClean(verdict) && shortfalls.length === 0;
    return { passed, closing: closingLine(verdict) };
  } finally {
    await poster.close();
    // A mutation is meant to fail: there is nothing to look for.
    const keep = !stage.signal.aborted && (options.keep || (!passed && options.mutate === undefined));
    if (keep) tale.say(`logs are in ${system.logDir}`);
    await system.close(keep);
  }
};

const settle = async ({ system, campaign, sender, tale, signal }: Run): Promise<Verdict> => {
  const restMs = await untilAtRest(system, tale, signal);
  signal.throwIfAborted();
  tale.say(`at rest after ${(restMs / 1_000).toFixed(1)} s: ${sender.acknowledged.length} deliveries acknowledged`);
  await system.api.back();
  return audit(system, campaign, sender.acknowledged, tale);
};
