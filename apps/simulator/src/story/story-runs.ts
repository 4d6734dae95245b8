import type { Bank, Contexts } from '../bank/bank.js';
import { isoMillis } from '../bank/time.js';
import { createRandom } from '../bank/random.js';
import { noCounts, type Counts, type Dispatcher } from '../deliver/dispatcher.js';
import type { Faults } from '../faults/faults.js';
import { orderCopies, type Copy } from '../faults/order-copies.js';
import { STORY_START_MS, writeStory } from './write-story.js';

export interface StoryRequest {
  readonly seed: number;
  readonly operations: number;
  readonly faults: Faults;
  /** Webhooks a second, at most. */
  readonly ratePerSecond: number;
  readonly startMs?: number;
  readonly contexts: Contexts;
}

interface Run {
  readonly id: string;
  readonly request: StoryRequest;
  readonly startedMs: number;
  readonly counts: Counts;
  readonly copies: readonly Copy[];
  readonly bank: Bank;
  offered: number;
  finishedMs: number | null;
  timer: NodeJS.Timeout | undefined;
}

// A story of 5,000 operations takes 20 MB; the books of older ones are forgotten first.
const RUNS_KEPT_MAX = 10;
const TICK_MS = 20;

/** Finite stories, each with a bank of its own, told to the receiver at the rate that was asked for. */
export class StoryRuns {
  readonly #dispatcher: Dispatcher;
  readonly #runs = new Map<string, Run>();
  #begun = 0;

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** The banks of the stories that are still known, oldest first. */
  banks(): Bank[] {
    return [...this.#runs.values()].map(({ bank }) => bank);
  }

  bankOf(id: string): Bank | undefined {
    return this.#runs.get(id)?.bank;
  }

  begin(request: StoryRequest): string {
    const startMs = request.startMs ?? STORY_START_MS;
    const { bank, notices } = writeStory({ ...request, startMs });
    const random = createRandom(`delivery/${String(request.seed)}`);
    const run: Run = {
      id: `story-${String((this.#begun += 1))}`,
      request,
      startedMs: Date.now(),
      counts: noCounts(),
      copies: orderCopies(notices, request.faults, random.fork('copies')),
      bank,
      offered: 0,
      finishedMs: null,
      timer: undefined,
    };
    this.#runs.set(run.id, run);
    for (const [id, old] of this.#runs) {
      if (this.#runs.size <= RUNS_KEPT_MAX) break;
      if (old.finishedMs !== null) this.#runs.delete(id);
    }
    this.#play(run);
    return run.id;
  }

  progress(id: string): object | undefined {
    const run = this.#runs.get(id);
    if (!run) return undefined;
    const { request, counts, copies, offered, finishedMs } = run;
    const told = copies.length === 0 ? 1 : offered / copies.length;
    return {
      id,
      state: finishedMs === null ? 'running' : 'done',
      seed: request.seed,
      operations: { total: request.operations, done: Math.floor(request.operations * told) },
      webhooks: { total: copies.length, ...counts },
      started_at: isoMillis(run.startedMs * 1_000),
      finished_at: finishedMs === null ? null : isoMillis(finishedMs * 1_000),
    };
  }

  get running(): number {
    return [...this.#runs.values()].filter(({ finishedMs }) => finishedMs === null).length;
  }

  stop(): void {
    for (const { timer } of this.#runs.values()) clearInterval(timer);
  }

  #play(run: Run): void {
    const { request, copies, counts } = run;
    const begunMs = Date.now();
    let skipped = 0;
    run.timer = setInterval(() => {
      const due = Math.min(
        copies.length,
        Math.ceil(((Date.now() - begunMs) / 1_000) * request.ratePerSecond) - skipped,
      );
      while (run.offered < due && this.#dispatcher.hasRoom) {
        const copy = copies[run.offered];
        run.offered += 1;
        const taken = copy && this.#dispatcher.offer({ copy, faults: () => request.faults, counts, delayMs: 0 });
        if (!taken) counts.failed += 1;
      }
      // A full queue is no debt: what could not be offered in time is not rushed afterwards.
      skipped += Math.max(0, due - run.offered);
      if (counts.acknowledged + counts.failed < copies.length) return;
      run.finishedMs = Date.now();
      clearInterval(run.timer);
    }, TICK_MS);
  }
}
