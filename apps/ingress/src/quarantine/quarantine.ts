import type { Clock } from '#kernel';
import type { OutgoingRecord, RecordPublisher } from '#messaging';
import { quarantineRecord, type Refused } from './quarantine-record.js';
import { tokenBucket, type Rate } from './token-bucket.js';

// What a person can look at, and 320 KB a second at most on the broker, however fast somebody guesses.
const RATE: Rate = { perSecond: 20, burst: 100 };

// As many as the burst: what does not fit while the broker is slow is dropped. 1.6 MB at most.
const WAITING_MAX = 100;

export interface QuarantineOptions {
  /** A publisher of its own: a flood of forgeries must not stand in the way of authentic records. */
  readonly publisher: RecordPublisher;
  readonly attestationKey: Buffer;
  readonly clock: Clock;
  readonly count: (outcome: 'kept' | 'dropped', count?: number) => void;
}

/**
 * Keeps what failed verification, best effort: at a bounded rate, one batch at a time, tried once. `put` takes
 * microseconds and never throws; what there is no room or broker for is dropped and counted.
 */
export class Quarantine {
  #waiting: OutgoingRecord[] = [];
  #sending: Promise<void> | undefined;
  readonly #admit: () => boolean;

  constructor(private readonly options: QuarantineOptions) {
    this.#admit = tokenBucket(RATE, options.clock);
  }

  put(refused: Refused): void {
    if (this.#waiting.length >= WAITING_MAX || !this.#admit()) {
      this.options.count('dropped');
      return;
    }
    this.#waiting.push(quarantineRecord(refused, this.options.attestationKey));
    this.#sending ??= this.#drain();
  }

  /** Resolves when nothing is left to try. */
  async close(): Promise<void> {
    await this.#sending;
  }

  async #drain(): Promise<void> {
    // Begins on a later turn, so that `put` returns before anything is sent and what comes together goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      const outcome = await this.options.publisher.publish(batch).then(
        () => 'kept' as const,
        () => 'dropped' as const,
      );
      this.options.count(outcome, batch.length);
    }
    this.#sending = undefined;
  }
}
