import { halveOnRefusal } from '#kernel';
import type { OutgoingRecord } from '#messaging';
import { isTransient } from '#persistence';

/** The spool did not commit the record within its deadline. It may have it all the same (at least once). */
export class SpoolDeadlineError extends Error {
  constructor(readonly deadlineMs: number) {
    super(`The spool did not commit within ${String(deadlineMs)} ms`);
    this.name = 'SpoolDeadlineError';
  }
}

/** The spool holds, or has waiting for it, as much as it may. */
export class SpoolFullError extends Error {
  constructor(readonly what: 'stored' | 'waiting') {
    super(`The spool takes no more: too many records are ${what}`);
    this.name = 'SpoolFullError';
  }
}

export interface SpoolWriterOptions {
  /** Commits all of them, or throws. */
  readonly insert: (records: readonly OutgoingRecord[]) => Promise<void>;
  /** Records that may wait at once. */
  readonly waitingMax: number;
  /** Whether the table may grow. */
  readonly hasRoom: () => boolean;
  /** Told of what was committed in time, thus answered from here. */
  readonly onSpooled?: (count: number) => void;
}

interface Waiting {
  readonly record: OutgoingRecord;
  /** Whether its caller has an answer. */
  settled: boolean;
  readonly settle: (error?: Error) => void;
}

// A thousand ordinary records are written in some 30 ms, a small part of the deadline; the largest bodies are cut by
// their bytes, and what one statement holds in memory with them.
const BATCH_RECORDS_MAX = 1_000;
const BATCH_BYTES_MAX = 4 * 1024 * 1024;
const RETRY_DELAY_MS = 50;
// While the last try failed and may succeed by itself: a connection that broke is mended at the next try, and a server
// that is away is no reason to let the provider wait. Several tries fit in.
const FAILING_MS = 300;
// What the database refuses for itself cannot be common (we made every column), and nobody waits longer than this.
const HALVING = { refusedMax: 10, withinMs: 1_000 };

/**
 * Group commit: what waits while a statement is under way goes together in the next one, so that a disk that flushes a
 * hundred times a second keeps thousands of records. A failure that may pass (a connection that broke) is tried again
 * until the deadlines of its records, and who comes meanwhile waits less; any other refuses the record that it is about.
 */
export class SpoolWriter {
  /** In order of arrival; what is past its deadline is gone from it at once, and its bytes with it. */
  #waiting = new Set<Waiting>();
  #writing: Promise<void> | undefined;
  #underWay = 0;
  #failing = false;

  constructor(private readonly options: SpoolWriterOptions) {}

  /** Whether its last try failed, and somebody waits for the next one. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Records that wait or are under way. */
  get depth(): number {
    return this.#waiting.size + this.#underWay;
  }

  /**
   * Resolves when the record is committed.
   *
   * @param longestMs after this many milliseconds the record is given back to its caller; sooner while the database
   *   is away
   * @throws SpoolDeadlineError, SpoolFullError, or what the database refused it with
   */
  put(record: OutgoingRecord, longestMs: number): Promise<void> {
    const { waitingMax, hasRoom } = this.options;
    const withinMs = this.#failing ? Math.min(longestMs, FAILING_MS) : longestMs;
    if (!hasRoom()) return Promise.reject(new SpoolFullError('stored'));
    if (this.depth >= waitingMax) return Promise.reject(new SpoolFullError('waiting'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        waiting.settle(new SpoolDeadlineError(withinMs));
      }, withinMs);
      const waiting: Waiting = {
        record,
        settled: false,
        settle(error) {
          clearTimeout(timer);
          waiting.settled = true;
          if (error) reject(error);
          else resolve();
        },
      };
      this.#waiting.add(waiting);
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when nothing waits and no statement is under way. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    // Begins on a later turn, so that what comes together goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0) {
      const batch = this.#takeBatch();
      this.#underWay = batch.length;
      await this.#insert(batch);
      this.#underWay = 0;
      const unanswered = batch.filter(({ settled }) => !settled);
      if (unanswered.length === 0) continue;
      this.#waiting = new Set([...unanswered, ...this.#waiting]);
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    }
    this.#writing = undefined;
    // Nobody waits: what will be when somebody does again is not known.
    this.#failing = false;
  }

  /** Settles those that were committed, and those that were refused for themselves; the others are to be tried again. */
  async #insert(batch: readonly Waiting[]): Promise<void> {
    const insert = async (some: readonly Waiting[]): Promise<void> => {
      await this.options.insert(some.map(({ record }) => record));
      const inTime = some.filter(({ settled }) => !settled);
      for (const { settle } of inTime) settle();
      this.options.onSpooled?.(inTime.length);
    };
    const isRefusal = (error: unknown): boolean => !isTransient(error);
    try {
      const { refused } = await halveOnRefusal(batch, insert, { isRefusal, ...HALVING });
      for (const { item, error } of refused) item.settle(asError(error));
      this.#failing = false;
    } catch {
      // The way to the database failed.
      this.#failing = true;
    }
  }

  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.record.value.length;
      if (batch.length > 0 && (bytes > BATCH_BYTES_MAX || batch.length >= BATCH_RECORDS_MAX)) break;
      batch.push(waiting);
    }
    for (const waiting of batch) this.#waiting.delete(waiting);
    return batch;
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('The spool failed', { cause: error });
