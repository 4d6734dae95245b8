import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayAfterS } from '../../../apps/simulator/src/deliver/retry-clock.js';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';
import { evenSchedule } from '../../load/traffic/schedule.js';
import { Answers } from './answers.js';
import type { Poster } from './post.js';

export interface SenderOptions {
  readonly ratePerS: number;
  readonly ingressUrl: string;
  /** By the slug of the source. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly poster: Poster;
  /** How many times faster than the real provider it sends again. */
  readonly scale?: number;
}

/** An attempt whose connection broke: what became of it the sender cannot tell. Times in milliseconds since 1970. */
export interface CutOff {
  readonly delivery: Delivery;
  readonly sentMs: number;
  readonly brokenMs: number;
}

/** 30 s after the first failure become half a second, and the last attempt comes eight minutes after the first. */
const SCALE = 60;

/** Fifty a second keep everybody at work and nobody busy. */
const AGAIN_EVERY_MS = 20;

/**
 * The provider's side of a campaign. It sends each webhook at its time whatever the receiver does, sends it again on
 * the provider's clock until it is answered by exactly 200, and keeps its own list of what was: the audit believes it
 * and nobody else.
 */
export class Sender {
  #answers = new Answers();
  /** In the order of their answers. */
  readonly acknowledged: Delivery[] = [];
  readonly cutOff: CutOff[] = [];
  #inFlight = 0;
  #waiting = 0;
  #givenUp = 0;
  /** When a webhook of each type was last answered 200, by the clock of `performance`. */
  readonly #answeredAtMs = new Map<string, number>();
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Of what was sent since the last phase began. */
  get answers(): Answers {
    return this.#answers;
  }

  /** Begins a phase with answers of its own, and returns those of the one that ends. */
  nextPhase(): Answers {
    const ended = this.#answers;
    this.#answers = new Answers();
    return ended;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Webhooks that were tried and wait for their next attempt. */
  get waiting(): number {
    return this.#waiting;
  }

  /** After the provider's last attempt: nothing was promised for these. */
  get givenUp(): number {
    return this.#givenUp;
  }

  /**
   * How long ago a webhook of such a type was answered 200, in milliseconds: what came just now is on its way inside.
   */
  acknowledgedMsAgo(isMeant: (type: string) => boolean): number {
    let latestMs = -Infinity;
    for (const [type, atMs] of this.#answeredAtMs) if (isMeant(type)) latestMs = Math.max(latestMs, atMs);
    return performance.now() - latestMs;
  }

  /** Sends at its rate; resolves when every webhook was acknowledged or given up, or the signal came. */
  async send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<void> {
    const { ratePerS } = this.#options;
    // One more than there are, so that rounding leaves none out.
    const schedule = evenSchedule(ratePerS, ((deliveries.length + 1) * 1_000) / ratePerS);
    const begunMs = performance.now();
    const sent: Promise<void>[] = [];
    while (sent.length < deliveries.length && !signal.aborted) {
      const due = schedule.dueBy(performance.now() - begunMs);
      for (const delivery of deliveries.slice(sent.length, due)) sent.push(this.#deliver(delivery, signal));
      await sleep(2);
    }
    await Promise.all(sent);
  }

  /** Sends once more what was acknowledged, one after the other from the first, as a provider may, until the signal. */
  async sendAgain(signal: AbortSignal): Promise<void> {
    const acknowledged = [...this.acknowledged];
    for (let at = 0; !signal.aborted; at += 1) {
      const delivery = acknowledged[at % acknowledged.length];
      if (!delivery) return;
      await this.#deliver(delivery, signal);
      await sleep(AGAIN_EVERY_MS);
    }
  }

  async #deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      if (await this.#attempt(delivery)) return;
      const delayS = delayAfterS(delivery.provider, attempt);
      if (delayS === undefined) {
        this.#givenUp += 1;
        return;
      }
      this.#waiting += 1;
      await sleep((delayS * 1_000) / (this.#options.scale ?? SCALE), undefined, { signal }).catch(() => undefined);
      this.#waiting -= 1;
    }
  }

  async #attempt(delivery: Delivery): Promise<boolean> {
    const { ingressUrl, secrets, poster } = this.#options;
    const { source, body } = delivery;
    this.#inFlight += 1;
    const answers = this.#answers;
    const sentMs = Date.now();
    const headers = delivery.headers(secrets[source] ?? '', sentMs);
    const answer = await poster.post(`${ingressUrl}/webhooks/${source}`, headers, body);
    this.#inFlight -= 1;
    answers.add(answer);
    if (answer.brokenBy !== undefined) this.cutOff.push({ delivery, sentMs, brokenMs: Date.now() });
    if (answer.status !== 200) return false;
    this.acknowledged.push(delivery);
    this.#answeredAtMs.set(delivery.type, performance.now());
    return true;
  }
}
