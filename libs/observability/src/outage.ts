import { reasonOf } from '#kernel';
import type { Logger } from './logger.js';

/** What is said of an outage, as sentences. */
export interface OutageWords {
  readonly begins: string;
  readonly ends: string;
  /** How loud the beginning is; `warn` unless told otherwise. */
  readonly level?: 'warn' | 'error';
}

/**
 * Tells of an outage in one line when it begins and one when it ends, however many tries of however many workers lie
 * between: a line a second would fill the log of ten minutes and hide what else is in it. The tries between are told at
 * `debug`.
 */
export class Outage {
  readonly #failing = new Set<string>();
  #since = 0;
  #tries = 0;

  constructor(
    private readonly logger: Logger,
    private readonly words: OutageWords,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param who which of several workers, so that the outage ends when all are well again */
  failed(error: unknown, fields: Readonly<Record<string, unknown>> = {}, who = ''): void {
    const told = { ...fields, reason: reasonOf(error) };
    this.#failing.add(who);
    this.#tries += 1;
    if (this.#tries > 1) {
      this.logger.debug(told, this.words.begins);
      return;
    }
    this.#since = this.now();
    this.logger[this.words.level ?? 'warn'](told, this.words.begins);
  }

  /** A worker succeeded; free of cost while nothing is wrong. */
  succeeded(who = ''): void {
    if (this.#tries === 0) return;
    this.#failing.delete(who);
    this.#endIfOver();
  }

  /** Forgets the workers that are not among these: what they waited for is another's affair now. */
  keep(workers: readonly string[]): void {
    if (this.#tries === 0) return;
    for (const who of this.#failing) if (!workers.includes(who)) this.#failing.delete(who);
    this.#endIfOver();
  }

  #endIfOver(): void {
    if (this.#failing.size > 0) return;
    const seconds = Math.round((this.now() - this.#since) / 100) / 10;
    this.logger.info({ seconds, tries: this.#tries }, this.words.ends);
    this.#tries = 0;
  }
}
