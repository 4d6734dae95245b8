import { ConsumerPausedError, ParkingThreshold, type BatchOutcome } from '#event-store';
import { reasonOf } from '#kernel';
import { gauge, type Logger } from '#observability';

export interface PauseOptions {
  readonly consumer: string;
  readonly now: () => number;
  /** Begins no more work; what waits is given back with this error. */
  readonly refuse: (error: Error) => void;
  /** Leaves the group, after the transactions under way. */
  readonly leave: () => Promise<void>;
  readonly logger: Logger;
}

/**
 * Stops a consumer that parks too much at once, before it has parked everything: it leaves its group cleanly and stays
 * up, not ready. It does not go on by itself; a restart ends it (`docs/adr/0020`).
 */
export class ParkingPause {
  readonly #threshold: ParkingThreshold;
  #paused = false;

  constructor(private readonly options: PauseOptions) {
    this.#threshold = new ParkingThreshold(options.now);
    gauge('parkingPaused').set({ consumer: options.consumer }, 0);
  }

  /** Whether the consumer stands still on purpose: nothing that watches its progress may end it for that. */
  get paused(): boolean {
    return this.#paused;
  }

  note(outcome: BatchOutcome): void {
    if (!this.#threshold.isCrossedBy(outcome) || this.#paused) return;
    const { consumer, refuse, leave, logger } = this.options;
    this.#paused = true;
    gauge('parkingPaused').set({ consumer }, 1);
    logger.error(
      { consumer },
      'Paused: more than 100 keys and a tenth of all records were parked within a minute. Look at /v1/parked, mend what is wrong, and restart this process',
    );
    refuse(new ConsumerPausedError());
    void leave().catch((error: unknown) => {
      logger.error({ reason: reasonOf(error) }, 'The group could not be left');
    });
  }
}
