import type { TopicName } from '#contracts';
import type { OutgoingRecord, RecordPublisher } from '#messaging';
import { loadMessaging } from './load-messaging.js';

/** What a broker takes for one partition in one request (`message.max.bytes`). */
const REQUEST_BYTES_MAX = 1_048_588;

/**
 * A publisher that keeps its records in memory, for specifications that must decide when a request ends and how. It
 * passes the conformance suite of the port (`test/conformance`).
 */
export class MemoryLog implements RecordPublisher {
  /** What was asked for, request by request, kept or not. */
  readonly requests: (readonly OutgoingRecord[])[] = [];
  /** What was kept, in order. */
  readonly kept: OutgoingRecord[] = [];
  /** Requests under way now, and the most there ever were. */
  readonly underWay = { now: 0, most: 0 };
  /** When set, a request is refused with it. */
  failure: Error | undefined;
  #gate = Promise.resolve();

  constructor(private readonly topics: readonly TopicName[]) {}

  /** Requests wait from now on, until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#gate = promise.then(() => undefined);
    return () => {
      resolve(undefined);
    };
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    this.requests.push(records);
    this.underWay.now += 1;
    this.underWay.most = Math.max(this.underWay.most, this.underWay.now);
    try {
      await this.#gate;
      await this.#keep(records);
    } finally {
      this.underWay.now -= 1;
    }
  }

  async #keep(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.failure) throw this.failure;
    const unknown = records.find(({ topic }) => !this.topics.includes(topic));
    if (unknown) throw new Error(`There is no topic ${unknown.topic}`);
    const byKey = [...Map.groupBy(records, ({ topic, key }) => `${topic} ${key}`).values()];
    const largest = Math.max(...byKey.map(bytesOf));
    if (largest > REQUEST_BYTES_MAX) {
      const { RecordRefusedError } = await loadMessaging();
      throw new RecordRefusedError('MESSAGE_TOO_LARGE', {});
    }
    this.kept.push(...records);
  }
}

const bytesOf = (records: readonly OutgoingRecord[]): number =>
  records.reduce((sum, { key, value, headers }) => {
    const texts = [key, ...Object.entries(headers).flat()];
    return sum + value.length + texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
  }, 0);
