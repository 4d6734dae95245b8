import type { Logger } from '#observability';
import { Agenda } from '../bank/agenda.js';
import type { Provider } from '../bank/entity.js';
import { createRandom } from '../bank/random.js';
import { attemptFaults } from '../faults/disturb.js';
import type { Faults } from '../faults/faults.js';
import type { Copy } from '../faults/order-copies.js';
import type { Post } from './post.js';
import { attemptsMax, delayAfterS } from './retry-clock.js';
import { headersFor, type Source } from './sign.js';
import { writeBody } from './write-body.js';

/** What became of the webhooks of one origin. `queued` counts webhooks; `sent` and `refused` count attempts. */
export interface Counts {
  queued: number;
  sent: number;
  acknowledged: number;
  /** Attempts that were lost on purpose, answered by anything but 200, or not answered at all. */
  refused: number;
  /** Webhooks given up after the last attempt. */
  failed: number;
}

export const noCounts = (): Counts => ({ queued: 0, sent: 0, acknowledged: 0, refused: 0, failed: 0 });

export interface Consignment {
  readonly copy: Copy;
  readonly faults: () => Faults;
  readonly counts: Counts;
  /** How long the first attempt waits. */
  readonly delayMs: number;
}

export interface DispatcherOptions {
  readonly post: Post;
  readonly ingressUrl: string;
  readonly sources: readonly Source[];
  readonly scale: number;
  readonly seed: string;
  readonly logger: Logger;
  readonly concurrencyMax?: number;
  readonly pendingMax?: number;
  readonly onAttempt?: (outcome: 'acknowledged' | 'refused' | 'failed') => void;
}

interface Parcel extends Consignment {
  readonly source: Source;
  readonly number: number;
  attempt: number;
  firstMs: number;
}

// Sixty-four connections saturate a receiver on the same machine; more only queue in it.
const CONCURRENCY_MAX = 64;
// About 1.2 KB each: 60 MB at the worst. Whoever makes webhooks asks `hasRoom` first and waits.
const PENDING_MAX = 50_000;

const SCHEME_OF: Readonly<Record<Provider, Source['scheme']>> = {
  'mono-colombia': 'mono-signature',
  'mono-nigeria': 'mono-webhook-secret',
};

/**
 * Sends webhooks and sends them again on the provider's clock, made `scale` times faster, until they are answered
 * by exactly 200 or the provider gives up.
 */
export class Dispatcher {
  readonly #agenda = new Agenda();
  readonly #options: DispatcherOptions;
  readonly #random;
  #pending = 0;
  #inFlight = 0;
  #offered = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #drained: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#random = createRandom(`dispatch/${options.seed}`);
  }

  /** Webhooks that are not yet acknowledged nor given up. */
  get pending(): number {
    return this.#pending;
  }

  get hasRoom(): boolean {
    return this.#pending < (this.#options.pendingMax ?? PENDING_MAX);
  }

  /** Takes a webhook. One whose provider has no source is told to nobody: false. */
  offer(consignment: Consignment): boolean {
    const scheme = SCHEME_OF[consignment.copy.notice.provider];
    const source = this.#options.sources.find((candidate) => candidate.scheme === scheme);
    if (!source || this.#stopped) return false;
    const parcel: Parcel = { ...consignment, source, number: (this.#offered += 1), attempt: 0, firstMs: 0 };
    this.#pending += 1;
    parcel.counts.queued += 1;
    this.#plan(parcel, consignment.delayMs);
    this.#pump();
    return true;
  }

  /** Sends nothing more, and returns when what is on its way was answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  #plan(parcel: Parcel, delayMs: number): void {
    this.#agenda.plan(Date.now() + delayMs, () => {
      void this.#attempt(parcel);
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const now = Date.now();
    for (let next = this.#agenda.next; next && next.dueUs <= now; next = this.#agenda.next) {
      if (this.#inFlight >= (this.#options.concurrencyMax ?? CONCURRENCY_MAX)) return; // the next answer pumps again
      this.#agenda.take();
      next.act();
    }
    const next = this.#agenda.next;
    if (next) {
      // A day at most: longer timers overflow, and pumping once too often costs nothing.
      const waitMs = Math.min(86_400_000, Math.max(1, next.dueUs - now));
      this.#timer = setTimeout(() => {
        this.#pump();
      }, waitMs);
    }
  }

  async #attempt(parcel: Parcel): Promise<void> {
    this.#inFlight += 1;
    parcel.attempt += 1;
    if (parcel.attempt === 1) parcel.firstMs = Date.now();
    const arrived = await this.#send(parcel);
    this.#inFlight -= 1;
    if (arrived) this.#finish(parcel, 'acknowledged');
    else this.#retry(parcel);
    if (this.#stopped && this.#inFlight === 0) this.#drained?.();
    this.#pump();
  }

  /** Whether the receiver took it: exactly 200, the strictest reading of Mono's pages. */
  async #send(parcel: Parcel): Promise<boolean> {
    const { copy, source, counts, attempt } = parcel;
    const { notice, dress } = copy;
    const faults = parcel.faults();
    const now = Date.now();
    const { dropped, quirks } = attemptFaults(
      faults,
      this.#random.fork(`${String(parcel.number)}-${String(attempt)}`),
      {
        isLast: attempt === attemptsMax(notice.provider),
        secondsSinceFirst: (now - parcel.firstMs) / 1_000,
      },
    );
    if (dropped) return false;
    const refreshed = faults.retryTimestamp === 'refreshed' && (attempt > 1 || copy.copy > 0);
    const body = writeBody(notice, dress, refreshed ? now * 1_000 : notice.sentUs);
    const url = `${this.#options.ingressUrl.replace(/\/+$/, '')}/webhooks/${source.slug}`;
    counts.sent += 1;
    try {
      const status = await this.#options.post(url, headersFor(source.scheme, source.secret, body, now, quirks), body);
      return status === 200;
    } catch (error) {
      this.#options.logger.debug({ source: source.slug, reason: String(error) }, 'A webhook got no answer');
      return false;
    }
  }

  #retry(parcel: Parcel): void {
    parcel.counts.refused += 1;
    this.#options.onAttempt?.('refused');
    const delayS = delayAfterS(parcel.copy.notice.provider, parcel.attempt);
    if (delayS === undefined) this.#finish(parcel, 'failed');
    else this.#plan(parcel, (delayS * 1_000) / this.#options.scale);
  }

  #finish(parcel: Parcel, outcome: 'acknowledged' | 'failed'): void {
    this.#pending -= 1;
    parcel.counts[outcome] += 1;
    this.#options.onAttempt?.(outcome);
    if (outcome === 'failed') {
      this.#options.logger.warn(
        { source: parcel.source.slug, type: parcel.copy.notice.type, attempts: parcel.attempt },
        'A webhook was given up',
      );
    }
  }
}
