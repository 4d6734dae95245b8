import { percentile } from '../../load/statistics.js';
import { Tally } from '../../fuzz/engine/tally.js';
import type { Answer } from './post.js';

/** What the sender was answered, for the figures at the end. */
export class Answers {
  readonly #tookMs = new Map<number, number[]>();
  #without = 0;
  readonly #brokenBy = new Tally();
  #broken = 0;

  add({ status, tookMs, retryAfter, brokenBy }: Answer): void {
    if (brokenBy !== undefined) {
      this.#broken += 1;
      this.#brokenBy.count(brokenBy);
    }
    const known = this.#tookMs.get(status);
    if (known) known.push(tookMs);
    else this.#tookMs.set(status, [tookMs]);
    if (status === 503 && !retryAfter) this.#without += 1;
  }

  count(status: number): number {
    return this.#tookMs.get(status)?.length ?? 0;
  }

  get total(): number {
    return this.tookMs.length;
  }

  /** Connections that broke while an answer was waited for. */
  get broken(): number {
    return this.#broken;
  }

  get tookMs(): number[] {
    return [...this.#tookMs.values()].flat();
  }

  /**
   * What a webhook that is well signed must never be answered; a 503 that does not say when to come again is one. 408
   * is: a machine that is busy to the brim may take a request late.
   */
  get unexpected(): number {
    return [...this.#tookMs.keys()]
      .filter((status) => ![200, 503, 408, 0].includes(status))
      .reduce((sum, status) => sum + this.count(status), this.#without);
  }

  get slowestMs(): number {
    return this.tookMs.reduce((most, took) => Math.max(most, took), 0);
  }

  toString(): string {
    const counts = [...this.#tookMs.keys()]
      .sort((a, b) => b - a)
      .map((status) => `${status === 0 ? 'none' : status}: ${this.count(status)}`);
    const accepted = this.#tookMs.get(200) ?? [];
    const p99 = accepted.length > 0 ? `, p99 of 200s ${percentile(accepted, 99).toFixed(0)} ms` : '';
    const broken = this.#broken > 0 ? `, ${this.#broken} connections broke (${this.#brokenBy.toString()})` : '';
    const bare = this.#without > 0 ? `, ${this.#without} of 503 without Retry-After` : '';
    return `${counts.join(', ')}; slowest ${this.slowestMs.toFixed(0)} ms${p99}${bare}${broken}`;
  }
}

/** The sentence of a campaign that was answered so; none when all is as it must be. */
export const unexpectedIn = ({ unexpected }: Answers): string[] =>
  unexpected > 0 ? [`${unexpected} answers are none to a webhook that is well signed`] : [];
