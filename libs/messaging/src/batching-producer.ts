import { PublishDeadlineError, QueueFullError } from './errors.js';
import type { OutgoingRecord, RecordPublisher } from './ports.js';

export interface BatchingOptions {
  /** How long the first record of a batch waits for others, in milliseconds. */
  readonly windowMs: number;
  /** Records that may wait at once; one more is refused. */
  readonly queueMax: number;
  /** A record that is not acknowledged this long after `send` is given back to its caller, in milliseconds. */
  readonly deadlineMs: number;
  /** Told of each publish that failed, before it is tried again. */
  readonly onFailure?: (error: Error) => void;
}

interface Waiting {
  readonly record: OutgoingRecord;
  readonly deadlineAt: number;
  /** Told when the broker has it: the caller, or who was refused and still listens. */
  acknowledge: () => void;
  readonly refuse: (error: Error) => void;
  settled: boolean;
}

// The broker refuses a batch above 1 MiB; what its framing adds to a record stays below 200 bytes and its headers.
const BATCH_BYTES_MAX = 900_000;
// More records in one request gain nothing measurable and only delay the first of them.
const BATCH_RECORDS_MAX = 1_000;
const RETRY_DELAY_MS = 50;
const SWEEP_MS = 25;

/**
 * Gathers records for a few milliseconds and publishes them together, one request at a time: a fifth of the CPU of one
 * request a record, and the order of a key is kept. A publish that fails is tried again until the deadlines of its
 * records have passed; the caller then hears `PublishDeadlineError`, although the broker may have the record. The
 * error tells if that turns out while the request is still under way.
 */
export class BatchingProducer {
  #queue: Waiting[] = [];
  #sending: Promise<void> | undefined;
  #window: NodeJS.Timeout | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #inFlight: readonly Waiting[] = [];

  constructor(
    private readonly publisher: RecordPublisher,
    private readonly options: BatchingOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Records that wait or are under way. */
  get depth(): number {
    return this.#queue.length + this.#inFlight.length;
  }

  /**
   * Resolves when the broker has the record with `acks=all`.
   *
   * @throws PublishDeadlineError, QueueFullError
   */
  send(record: OutgoingRecord): Promise<void> {
    const { queueMax, deadlineMs } = this.options;
    if (this.depth >= queueMax) return Promise.reject(new QueueFullError(queueMax));
    return new Promise((acknowledge, refuse) => {
      this.#queue.push({ record, deadlineAt: this.now() + deadlineMs, acknowledge, refuse, settled: false });
      this.#sweep ??= setInterval(() => {
        this.#expire();
      }, SWEEP_MS);
      this.#schedule();
    });
  }

  /** Publishes what waits and resolves when nothing is left; what the broker does not take is refused by its deadline. */
  async close(): Promise<void> {
    while (this.depth > 0) {
      clearTimeout(this.#window);
      this.#window = undefined;
      await (this.#sending ?? this.#start());
    }
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #schedule(): void {
    if (this.#sending || this.#window) return;
    this.#window = setTimeout(() => {
      this.#window = undefined;
      void this.#start();
    }, this.options.windowMs);
  }

  #start(): Promise<void> {
    this.#sending = this.#drain().finally(() => {
      this.#sending = undefined;
      if (this.#queue.length > 0) this.#schedule();
    });
    return this.#sending;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      this.#inFlight = batch;
      try {
        await this.#publish(batch);
        this.#inFlight = [];
      } catch (error) {
        this.#inFlight = [];
        if (error instanceof Error) this.options.onFailure?.(error);
        this.#queue.unshift(...batch.filter(({ settled }) => !settled));
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
        this.#expire();
      }
    }
  }

  /** Topic by topic: one that the broker refuses must not hold up, nor publish again, what the others took. */
  async #publish(batch: readonly Waiting[]): Promise<void> {
    const topics = Map.groupBy(batch, ({ record }) => record.topic).values();
    const outcomes = await Promise.allSettled(
      [...topics].map(async (waiting) => {
        await this.publisher.publish(waiting.map(({ record }) => record));
        for (const one of waiting) {
          one.settled = true;
          one.acknowledge();
        }
      }),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { record } of this.#queue) {
      bytes += sizeOf(record);
      if (count > 0 && (bytes > BATCH_BYTES_MAX || count >= BATCH_RECORDS_MAX)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  /** Gives records past their deadline back to their callers, also those that are under way. */
  #expire(): void {
    const now = this.now();
    for (const waiting of this.#inFlight) this.#expireOne(waiting, now);
    let expired = 0;
    for (const waiting of this.#queue) {
      if (waiting.deadlineAt > now) break;
      this.#expireOne(waiting, now);
      expired += 1;
    }
    if (expired > 0) this.#queue.splice(0, expired);
    if (this.depth > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #expireOne(waiting: Waiting, now: number): void {
    if (waiting.settled || waiting.deadlineAt > now) return;
    waiting.settled = true;
    const acknowledgedLate = new Promise<void>((resolve) => {
      waiting.acknowledge = resolve;
    });
    waiting.refuse(new PublishDeadlineError(this.options.deadlineMs, acknowledgedLate));
  }
}

/** At least what the record takes in a request: bytes, since a header may hold text of any script. */
const sizeOf = ({ key, value, headers }: OutgoingRecord): number => {
  let bytes = 200 + Buffer.byteLength(key) + value.length;
  for (const [name, text] of Object.entries(headers)) bytes += name.length + Buffer.byteLength(text) + 4;
  return bytes;
};
