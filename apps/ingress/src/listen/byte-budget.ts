/**
 * Bytes of bodies that may be held at once, from their first chunk to their answer. The cap of one body bounds a
 * request; this bounds all of them together, so that ten thousand slow senders cannot fill the memory.
 */
export class ByteBudget {
  #held = 0;

  constructor(private readonly bytesMax: number) {}

  get held(): number {
    return this.#held;
  }

  /** Takes the bytes, or nothing when they do not fit. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.bytesMax) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}
