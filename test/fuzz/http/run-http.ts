import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { startGuard } from '../../../apps/local/src/processes/guard.js';
import { heldBytes } from '../../load/measure/held-memory.js';
import { COLLECTED, megabytes, residentBytes, watchMemory, type MemoryReport } from '../../load/measure/memory.js';
import type { Failure } from '../engine/campaign.js';
import type { FuzzOptions } from '../engine/options.js';
import { Tally } from '../engine/tally.js';
import { httpCorpus } from './http-corpus.js';
import { Sender } from './connection.js';
import { faultOf, showExchange, type Exchange } from './exchange.js';
import { exchanges } from './exchange-arbitrary.js';
import { Ledger, type KeptReport } from './kept.js';
import { startSystem, type SystemUnderFire } from './system.js';

export interface HttpOutcome {
  readonly requests: number;
  readonly elapsedMs: number;
  readonly failures: readonly Failure[];
  /** How many exchanges of each kind, how many answers of each status. */
  readonly words: readonly string[];
}

/** As many at once as a busy provider: the queue of ingress holds ten thousand, so that it can never be full. */
const SENDERS = 16;

/** Made and sent by turns: as many as keep the senders busy, few enough to be forgotten soon. */
const CHUNK = 1_000;

/** Below this a run is all warm-up, and its memory is told but not judged. */
const JUDGED_FROM = 50_000;

/** A failing exchange is cut down by sending ever smaller ones, for this long at most. */
const SHRINK_MS_MAX = 60_000;

// One cause breaks many exchanges; a few of them are enough to see it.
const FAILURES_MAX = 5;

/** Fires at ingress until the requests are used up, then asks the broker for everything that was answered 200. */
export const runHttp = async (
  options: FuzzOptions,
  inputs: number,
  onProgress: (done: number) => void,
): Promise<HttpOutcome> => {
  const guard = startGuard();
  const system = await startSystem(options, guard);
  try {
    return await new Campaign(system, options.seed, inputs, onProgress).run();
  } finally {
    await system.stop();
    guard.close();
  }
};

class Campaign {
  readonly #ledger = new Ledger();
  readonly #kinds = new Tally();
  readonly #statuses = new Tally();
  readonly #failures: Failure[] = [];
  #requests = 0;

  constructor(
    private readonly system: SystemUnderFire,
    private readonly seed: number,
    private readonly inputs: number,
    private readonly onProgress: (done: number) => void,
  ) {}

  async run(): Promise<HttpOutcome> {
    const { ingress, kafka } = this.system;
    const senders = Array.from({ length: SENDERS }, () => new Sender(this.system.port));
    const done = (): number => this.#requests / this.inputs;
    const held = watchMemory(() => heldBytes(`http://127.0.0.1:${String(this.system.port)}`), done, COLLECTED);
    const resident = watchMemory(() => residentBytes(ingress.pid), done);
    const startedAt = performance.now();
    await this.#sendAll(httpCorpus(), senders, 0);
    for (let chunk = 0; this.#requests < this.inputs && !this.#isOver(); chunk += 1) {
      const seed = (this.seed + chunk) | 0;
      const numRuns = Math.min(CHUNK, this.inputs - this.#requests);
      await this.#sendAll(fc.sample(exchanges, { numRuns, seed }), senders, seed);
      this.onProgress(this.#requests);
    }
    const elapsedMs = performance.now() - startedAt;
    for (const sender of senders) sender.close();
    const memory = { held: held(), resident: resident() };
    if (ingress.hasExited()) this.#fail('ingress', `it ended${ingress.lastWords()}`);
    const kept = await this.#ledger.compare(kafka);
    this.#judge(memory.held, kept);
    return { requests: this.#requests, elapsedMs, failures: this.#failures, words: this.#words(memory, kept) };
  }

  #isOver(): boolean {
    return this.#failures.length >= FAILURES_MAX || this.system.ingress.hasExited();
  }

  async #sendAll(all: readonly Exchange[], senders: readonly Sender[], seed: number): Promise<void> {
    const queue = all.values();
    const failed: { exchange: Exchange; fault: string }[] = [];
    const drive = async (sender: Sender): Promise<void> => {
      for (const exchange of queue) {
        const fault = await this.#send(exchange, sender);
        if (fault !== undefined) failed.push({ exchange, fault });
      }
    };
    await Promise.all(senders.map(drive));
    const [first] = failed;
    if (first === undefined) return;
    // What has ended answers nothing any more, and would be said to fail on the smallest request of all.
    const repeatable = seed !== 0 && !this.system.ingress.hasExited();
    const shrunk = repeatable ? await this.#shrink(seed, all.length) : undefined;
    const input = showExchange(shrunk?.exchange ?? first.exchange);
    this.#fail(input, shrunk?.fault ?? `${first.fault} (not met again by itself)`, seed);
  }

  /** @returns why it did not go as it must */
  async #send(exchange: Exchange, sender: Sender): Promise<string | undefined> {
    for (const body of exchange.bodies) if (body) this.#ledger.sent(body);
    let reply;
    try {
      reply = await sender.send(exchange);
    } catch (error) {
      return `no connection: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.#requests += Math.max(1, exchange.answers?.length ?? 1);
    this.#kinds.count(exchange.kind.split(':')[0] ?? '');
    for (const [at, { status, deliveryId }] of reply.answers.entries()) {
      this.#statuses.count(String(status));
      const body = exchange.bodies[exchange.answers === null ? 0 : at];
      if (status !== 200) continue;
      if (deliveryId === null || !body) return `${exchange.kind}: a 200 that vouches for nothing`;
      this.#ledger.acknowledged(deliveryId, body);
    }
    return faultOf(exchange, reply);
  }

  /** The same inputs once more, one after the other; the one that fails is made as small as it still fails. */
  async #shrink(seed: number, numRuns: number): Promise<{ exchange: Exchange; fault: string } | undefined> {
    const sender = new Sender(this.system.port);
    let fault = '';
    const property = fc.asyncProperty(exchanges, async (exchange) => {
      const found = await this.#send(exchange, sender);
      if (found !== undefined) {
        fault = found;
        throw new Error(found);
      }
    });
    const { counterexample } = await fc.check(property, { numRuns, seed, interruptAfterTimeLimit: SHRINK_MS_MAX });
    sender.close();
    return counterexample === null ? undefined : { exchange: counterexample[0], fault };
  }

  /**
   * Memory is judged by what ingress holds when a collection has just been. Its resident memory is told: V8 keeps what a
   * stall once made it take.
   */
  #judge(held: MemoryReport, { acknowledged, lost, altered, foreign }: KeptReport): void {
    if (lost > 0) this.#fail('the topics', `${lost} of ${acknowledged} deliveries that were answered 200 are on none`);
    if (altered > 0) this.#fail('the topics', `${altered} records do not hold the bytes that were sent`);
    if (foreign > 0) this.#fail('the topics', `${foreign} records hold what nobody signed`);
    if (this.inputs >= JUDGED_FROM && !held.flat) {
      this.#fail('what ingress holds', `it grew from ${megabytes(held.before)} to ${megabytes(held.after)}`);
    }
  }

  #fail(input: string, error: string, seed = this.seed): void {
    this.#failures.push({ check: 'ingress under fire', seed, path: '', input, error });
  }

  #words({ held, resident }: Readonly<Record<'held' | 'resident', MemoryReport>>, kept: KeptReport): string[] {
    return [
      `kinds: ${this.#kinds.toString()}`,
      `answers: ${this.#statuses.toString()}`,
      `kept: ${kept.acknowledged} acknowledged, lost ${kept.lost}, altered ${kept.altered}, foreign ${kept.foreign}; ` +
        `${kept.unasked} more of senders that did not wait`,
      `what ingress holds: ${quarters(held)}`,
      `its resident memory: ${quarters(resident)}`,
      ...(this.#failures.length > 0 ? [`what ingress logged last: ${this.system.logged()}`] : []),
    ];
  }
}

const quarters = ({ before, after, most }: MemoryReport): string =>
  `${megabytes(before)} in the second quarter, ${megabytes(after)} in the last, ${megabytes(most)} at most`;
