import type { Consumer } from 'kafkajs';
import { reasonOf } from '#kernel';
import type { Logger } from '#observability';

/** It is for monitoring only: once a second is enough. */
const COMMIT_EVERY_MS = 1_000;

/** Tells Kafka now and then how far the group is, so that its own tools show our lag. We never read it back. */
export class OffsetCommits {
  #next = new Map<string, { readonly topic: string; readonly partition: number; readonly offset: string }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly consumer: Consumer,
    private readonly logger: Logger,
  ) {}

  /** @param next the offset of the next record to apply */
  note(topic: string, partition: number, next: bigint): void {
    this.#next.set(`${topic}/${String(partition)}`, { topic, partition, offset: next.toString() });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#commit();
    }, COMMIT_EVERY_MS);
  }

  /** After an assignment: what is not committed may be another member's by now. */
  forget(): void {
    this.#next.clear();
  }

  /** Commits what is left. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#commit();
  }

  async #commit(): Promise<void> {
    const offsets = [...this.#next.values()];
    this.#next.clear();
    if (offsets.length === 0) return;
    await this.consumer.commitOffsets(offsets).catch((error: unknown) => {
      this.logger.debug({ reason: reasonOf(error) }, 'The offsets for monitoring were not committed');
    });
  }
}
