/** Something that has to move on. */
export interface Work {
  readonly name: string;
  /** Whether there is something to do: what has nothing to do cannot stand still. */
  readonly waits: boolean;
  /** Changes with every step forward. */
  readonly mark: string;
  /** It stands still with reason (a rebalance, a person's decision that is awaited): this time is not counted. */
  readonly excused?: boolean;
  /** Where it may take longer than other work, in milliseconds. */
  readonly limitMs?: number;
}

/** What made no progress for longer than it may, and for how long. */
export interface Standing {
  readonly name: string;
  readonly mark: string;
  readonly standingMs: number;
}

interface Clock {
  readonly mark: string;
  readonly standingMs: number;
}

/**
 * Time between two looks that counts at most. When more has passed the process itself was stopped, or the machine was:
 * what could not run did not fail to move.
 */
const ELAPSED_MS_MAX = 10_000;

/**
 * Finds work that stands still although it could go on: something waits, everything that it needs answers, and nothing
 * moved for longer than the limit. Whenever a dependency does not answer every clock begins anew: an outage is waited
 * out without limit, and after it there is a whole limit's time to find back.
 *
 * Plain: the time is given, and nothing is ended here.
 */
export class Watchdog {
  #clocks = new Map<string, Clock>();
  #lookedMs: number | undefined;

  constructor(private readonly limitMs: number) {}

  /** @param dependenciesAnswer whether each of them answered a probe just now */
  look(nowMs: number, dependenciesAnswer: boolean, work: readonly Work[]): Standing[] {
    const elapsedMs = Math.min(ELAPSED_MS_MAX, nowMs - (this.#lookedMs ?? nowMs));
    this.#lookedMs = nowMs;
    const before = dependenciesAnswer ? this.#clocks : new Map<string, Clock>();
    this.#clocks = new Map(
      work.filter(({ waits }) => waits).map((one) => [one.name, clockOf(one, before.get(one.name), elapsedMs)]),
    );
    if (!dependenciesAnswer) return [];
    return work.flatMap(({ name, mark, excused, limitMs }) => {
      const standingMs = this.#clocks.get(name)?.standingMs ?? 0;
      return !excused && standingMs >= (limitMs ?? this.limitMs) ? [{ name, mark, standingMs }] : [];
    });
  }
}

const clockOf = ({ mark, excused }: Work, before: Clock | undefined, elapsedMs: number): Clock => {
  const same = before?.mark === mark;
  return { mark, standingMs: same ? before.standingMs + (excused ? 0 : elapsedMs) : 0 };
};
