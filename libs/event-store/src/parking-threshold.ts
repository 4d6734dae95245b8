import type { BatchOutcome } from './apply-batch.js';

/** What is looked back at, in seconds. */
const WINDOW_S = 60;
/** A person can look at this many keys one by one; more at once have one cause, and it is not the records. */
const KEYS_MAX = 100;
/** A provider's odd day parks a few in a hundred; a bad deploy nearly everything. */
const SHARE_MAX = 0.1;

/** What the batches of one second came to: a look costs sixty of these, however many batches there are. */
interface Second {
  readonly at: number;
  records: number;
  parked: number;
  keys: number;
}

/**
 * Notices when too much is parked: more than 100 keys that were not parked before *and* more than a tenth of the
 * records, within 60 s. Then it is the consumer that is wrong (a bad deploy, an event that changed its form), and each
 * further minute makes more keys that a person must release.
 */
export class ParkingThreshold {
  #seconds: Second[] = [];

  constructor(private readonly now: () => number) {}

  /** Counts what a batch came to. @returns whether that is too much */
  isCrossedBy({ claimed, duplicates, parked, parkedKeys }: BatchOutcome): boolean {
    const keys = parkedKeys.length;
    const second = this.#present();
    second.records += claimed.length + duplicates + parked;
    second.parked += parked;
    second.keys += keys;
    // Nothing new is parked nearly always: then there is nothing to add up.
    if (keys === 0) return false;
    const sum = (of: (one: Second) => number): number => this.#seconds.reduce((total, one) => total + of(one), 0);
    return sum((one) => one.keys) > KEYS_MAX && sum((one) => one.parked) > SHARE_MAX * sum((one) => one.records);
  }

  #present(): Second {
    const at = Math.floor(this.now() / 1_000);
    const last = this.#seconds.at(-1);
    if (last?.at === at) return last;
    const fresh = { at, records: 0, parked: 0, keys: 0 };
    this.#seconds = [...this.#seconds.filter((one) => at - one.at < WINDOW_S), fresh];
    return fresh;
  }
}

/** The consumer stands still until a person has looked: nothing of the batch is wrong, and nothing of it is parked. */
export class ConsumerPausedError extends Error {
  constructor() {
    super('The consumer is paused: too many keys were parked at once');
    this.name = 'ConsumerPausedError';
  }
}
