import type { TopicName } from '#contracts';
import { gauge } from '#observability';
import type { KafkaOptions } from './kafka-client.js';
import { logBounds } from './topic-admin.js';
import { sleep } from './waiting.js';

/** A partition of ours, and the next offset that is to be applied. */
export interface HeldPartition {
  readonly topic: TopicName;
  readonly partition: number;
  readonly next: bigint;
}

/** Often enough for a person who looks at a screen; a look is three small requests a topic. */
const LOOK_EVERY_MS = 2_000;

/**
 * Shows how far behind the end of the log each of our partitions is, whether or not anything moves: a consumer that
 * stands still applies no batch that would tell. While the broker is away the last figures stay.
 */
export const watchLag = async (
  options: KafkaOptions & { readonly groupId: string },
  held: () => readonly HeldPartition[],
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, signal);
    const ours = held();
    for (const topic of new Set(ours.map((one) => one.topic))) {
      const log = await logBounds(options, topic).catch(() => undefined);
      for (const { partition, next } of ours.filter((one) => one.topic === topic)) {
        const end = log?.partitions.get(partition)?.high;
        if (end !== undefined) showLag(options.groupId, topic, partition, end - next);
      }
    }
  }
};

/** What was ours is another's now: its old figure would count twice. */
export const forgetLag = (): void => {
  gauge('lag').reset();
};

export const showLag = (consumer: string, topic: TopicName, partition: number, records: bigint): void => {
  gauge('lag').set({ consumer, topic, partition: String(partition) }, Math.max(0, Number(records)));
};
