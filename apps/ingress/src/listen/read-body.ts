import type { IncomingMessage } from 'node:http';
import type { ByteBudget } from './byte-budget.js';

/** Mono's largest documented body has 6 KB, a fortieth of the cap. One byte more than the cap is refused. */
export const BODY_BYTES_MAX = 256 * 1024;

/**
 * A body beyond the cap is still read to its end, unkept, up to here: its sender is then in a state to read the 413,
 * where a connection closed in the middle of its sending would be a reset. Beyond it the connection is closed.
 */
export const DISCARDED_BYTES_MAX = 4 * BODY_BYTES_MAX;

/** Why a body was not read. The bytes that came of it are gone. */
export type UnreadBody = 'too_large' | 'overloaded';

type Done = (error: Error | null, body?: Buffer | UnreadBody) => void;

/**
 * A reader of whole bodies as the bytes that came, for Fastify's `addContentTypeParser`. What it hands over has been
 * taken from the budget, and whoever answers the request gives it back. A sender that goes away is an error.
 */
export const bodyReader =
  (budget: ByteBudget) =>
  (_request: unknown, payload: IncomingMessage, done: Done): void => {
    if (Number(payload.headers['content-length'] ?? 0) > DISCARDED_BYTES_MAX) done(null, 'too_large');
    else new Reading(budget, payload, done).start();
  };

class Reading {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #held = 0;
  #unread: UnreadBody | undefined;
  #finished = false;

  constructor(
    private readonly budget: ByteBudget,
    private readonly payload: IncomingMessage,
    private readonly done: Done,
  ) {}

  start(): void {
    this.payload.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#size += chunk.length;
    if (this.#size > BODY_BYTES_MAX) this.#discard('too_large');
    else if (!this.#unread) this.#keep(chunk);
    if (this.#size > DISCARDED_BYTES_MAX) this.#finish(null);
  };

  readonly #onEnd = (): void => {
    this.#finish(null);
  };

  /** The sender hung up, or was cut off at its deadline. */
  readonly #onError = (error: Error): void => {
    if (!this.#finished) this.#letGo();
    this.#finish(error);
  };

  #keep(chunk: Buffer): void {
    if (!this.budget.take(chunk.length)) {
      this.#discard('overloaded');
      return;
    }
    this.#held += chunk.length;
    this.#chunks.push(chunk);
  }

  #discard(reason: UnreadBody): void {
    this.#unread = reason;
    this.#letGo();
  }

  #letGo(): void {
    this.budget.giveBack(this.#held);
    this.#held = 0;
    this.#chunks.length = 0;
  }

  #finish(error: Error | null): void {
    if (this.#finished) return;
    this.#finished = true;
    if (error) this.done(error);
    else this.done(null, this.#unread ?? wholeOf(this.#chunks));
  }
}

/** Nearly every body comes in one piece, which is then not copied. */
const wholeOf = (chunks: readonly Buffer[]): Buffer => {
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
};
