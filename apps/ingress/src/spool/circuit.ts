import type { TopicName } from '#contracts';

/** Where a record goes: to the broker, to the spool, or to both, as the one that tries whether the broker is back. */
export type Way = 'broker' | 'spool' | 'both';

export interface CircuitOptions {
  /** A try that failed is followed by the next one not before this time, in milliseconds. */
  readonly probeEveryMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Told of the first topic that opens and of the last one that closes: an outage has one beginning and one end. */
  readonly onTurn: (state: 'open' | 'closed', topic: TopicName) => void;
}

interface Open {
  probing: boolean;
  nextProbeAt: number;
}

/**
 * Remembers of each topic whether the broker keeps its deadline, so that only the first webhooks of an outage wait for
 * it. One a topic: a topic that is refused for itself (not created, its partitions without a leader) would otherwise
 * open and close the way of all the others without end.
 *
 * While it is open one record at a time tries the broker, on top of its way to the spool, so that nobody waits for the
 * answer of the try. It is closed by any acknowledgement. There is no stage with a trickle of records in between:
 * the producer has one request under way at a time and the relay another, which is no flood for a broker just back.
 */
export class Circuit {
  readonly #open = new Map<TopicName, Open>();

  constructor(private readonly options: CircuitOptions) {}

  /** The topics that the broker does not keep in time. */
  get openTopics(): TopicName[] {
    return [...this.#open.keys()];
  }

  /** Who is told `both` must tell of the outcome, by `acknowledged` or by `tryFailed`. */
  wayOf(topic: TopicName): Way {
    const open = this.#open.get(topic);
    if (!open) return 'broker';
    if (open.probing || this.options.now() < open.nextProbeAt) return 'spool';
    open.probing = true;
    return 'both';
  }

  /** A record sent to the broker was not acknowledged within its deadline. */
  missed(topic: TopicName): void {
    if (this.#open.has(topic)) return;
    this.#open.set(topic, { probing: false, nextProbeAt: this.#nextProbeAt() });
    if (this.#open.size === 1) this.options.onTurn('open', topic);
  }

  tryFailed(topic: TopicName): void {
    const open = this.#open.get(topic);
    if (!open) return;
    open.probing = false;
    open.nextProbeAt = this.#nextProbeAt();
  }

  /** The broker takes records of this topic on another way than the webhooks': the next one tries. */
  tryNext(topic: TopicName): void {
    const open = this.#open.get(topic);
    if (open) open.nextProbeAt = this.options.now();
  }

  /** The broker has a record of this topic. */
  acknowledged(topic: TopicName): void {
    if (this.#open.delete(topic) && this.#open.size === 0) this.options.onTurn('closed', topic);
  }

  #nextProbeAt(): number {
    return this.options.now() + this.options.probeEveryMs;
  }
}
