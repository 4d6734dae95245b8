import type { Provider } from '../bank/entity.js';
import type { Contexts } from '../bank/bank.js';
import { bookOf, type Book } from '../bank/book-view.js';
import { createRandom, type Random } from '../bank/random.js';
import { attemptsMax, delayAfterS } from '../deliver/retry-clock.js';
import { headersFor, type Scheme, type SignatureQuirks } from '../deliver/sign.js';
import { writeBody } from '../deliver/write-body.js';
import { attemptFaults } from '../faults/disturb.js';
import { noFaults, withFaults, type Faults, type FaultsPatch } from '../faults/faults.js';
import { orderCopies, type Copy } from '../faults/order-copies.js';
import { STORY_START_MS, writeStory } from './write-story.js';

/** One attempt that reaches the receiver. */
export interface Delivery {
  /** The receiver's slug of the source: by default the provider's name. */
  readonly source: string;
  readonly provider: Provider;
  readonly scheme: Scheme;
  readonly type: string;
  readonly entityId: string;
  /** Which webhook of the story this is (from 1), which sending of it (from 0), which attempt (from 1). */
  readonly notice: number;
  readonly copy: number;
  readonly attempt: number;
  /** The story's time of this attempt, in milliseconds since the epoch. Deliveries come in this order. */
  readonly dueMs: number;
  readonly body: Buffer;
  /** False: signed with a wrong secret; a receiver must refuse it, and a later attempt brings the same event. */
  readonly authentic: boolean;
  /** The headers as sent at `nowMs` (signatures are as old as they are meant to be, counted from there). */
  readonly headers: (secret: string, nowMs: number) => Record<string, string>;
}

export interface ToldStory {
  readonly deliveries: readonly Delivery[];
  readonly book: Book;
}

const SCHEMES: Readonly<Record<Provider, Scheme>> = {
  'mono-colombia': 'mono-signature',
  'mono-nigeria': 'mono-webhook-secret',
};

/**
 * A whole story in memory: every delivery that a receiver meets, in order, and the books that it must arrive at.
 * Pure: the same input gives the same bytes, on any machine, at any time.
 */
export const tellStory = (plot: {
  seed: number;
  operations: number;
  faults?: FaultsPatch;
  startMs?: number;
  contexts?: Contexts;
  sources?: Partial<Record<Provider, string>>;
}): ToldStory => {
  const faults = withFaults(noFaults(), plot.faults ?? {});
  const { seed, operations, startMs = STORY_START_MS, contexts = 'transfers', sources = {} } = plot;
  const { bank, notices } = writeStory({ seed, operations, faults, startMs, contexts });
  const random = createRandom(`delivery/${String(seed)}`);
  const deliveries = orderCopies(notices, faults, random.fork('copies'))
    .flatMap((copy) => {
      const name = `${String(copy.notice.number)}-${String(copy.copy)}`;
      return attemptsOf(copy, faults, random.fork(name), sources[copy.notice.provider] ?? copy.notice.provider);
    })
    // Stable: attempts of one time keep the order of their copies.
    .sort((left, right) => left.dueMs - right.dueMs);
  return { deliveries, book: bookOf(bank) };
};

/** The attempts until the first that a healthy receiver accepts. */
const attemptsOf = (copy: Copy, faults: Faults, random: Random, source: string): Delivery[] => {
  const { notice } = copy;
  const reached: Delivery[] = [];
  let dueMs = copy.dueMs;
  const attempts = attemptsMax(notice.provider);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const secondsSinceFirst = (dueMs - copy.dueMs) / 1_000;
    const { dropped, quirks } = attemptFaults(faults, random, { isLast: attempt === attempts, secondsSinceFirst });
    if (!dropped) reached.push(delivery(copy, faults, { source, attempt, dueMs, quirks }));
    if (!dropped && !quirks.wrongSecret) break;
    dueMs += (delayAfterS(notice.provider, attempt) ?? 0) * 1_000;
  }
  return reached;
};

const delivery = (
  { notice, dress, copy }: Copy,
  faults: Faults,
  attempt: { source: string; attempt: number; dueMs: number; quirks: SignatureQuirks },
): Delivery => {
  const again = attempt.attempt > 1 || copy > 0;
  const timestampUs =
    faults.retryTimestamp === 'refreshed' && again ? Math.round(attempt.dueMs * 1_000) : notice.sentUs;
  const body = writeBody(notice, dress, timestampUs);
  const scheme = SCHEMES[notice.provider];
  return {
    source: attempt.source,
    provider: notice.provider,
    scheme,
    type: notice.type,
    entityId: notice.entityId,
    notice: notice.number,
    copy,
    attempt: attempt.attempt,
    dueMs: attempt.dueMs,
    body,
    authentic: !attempt.quirks.wrongSecret,
    headers: (secret, nowMs) => headersFor(scheme, secret, body, nowMs, attempt.quirks),
  };
};
