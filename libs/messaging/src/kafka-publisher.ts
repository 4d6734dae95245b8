import { Partitioners, type Producer } from 'kafkajs';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';
import type { OutgoingRecord, RecordPublisher } from './ports.js';

export interface KafkaPublisher extends RecordPublisher {
  /** Whether the last thing heard of the broker was good. */
  readonly connected: boolean;
  close(): Promise<void>;
}

/** How long the broker itself may take to gather its acknowledgements, in milliseconds. */
const ACK_TIMEOUT_MS = 2_000;

/**
 * A publisher with `acks=all` and no retries of its own. It connects with the first call and again after a failure, so
 * it can be made while the broker is away.
 *
 * Not `idempotent: true`: after a broker's restart kafkajs can roll its sequence back and have a new batch dropped as
 * a duplicate, acknowledged. Duplicates are harmless to us, loss is not.
 */
export const connectPublisher = (options: KafkaOptions): KafkaPublisher => {
  const producer = kafkaClient(options).producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
    // A topic that is created or moved is seen within this time, not after the library's five minutes.
    metadataMaxAge: 60_000,
  });
  return new Publisher(producer, options.topicPrefix);
};

class Publisher implements KafkaPublisher {
  #connecting: Promise<void> | undefined;
  connected = false;

  constructor(
    private readonly producer: Producer,
    private readonly topicPrefix: string,
  ) {}

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    try {
      this.#connecting ??= this.producer.connect();
      await this.#connecting;
      await this.producer.sendBatch({ acks: -1, timeout: ACK_TIMEOUT_MS, topicMessages: this.#byTopic(records) });
      this.connected = true;
    } catch (error) {
      if (!this.connected) this.#connecting = undefined;
      this.connected = false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  #byTopic(records: readonly OutgoingRecord[]) {
    const topics = new Map<string, Pick<OutgoingRecord, 'key' | 'value' | 'headers'>[]>();
    for (const record of records) {
      const known = topics.get(record.topic);
      if (known) known.push(record);
      else topics.set(record.topic, [record]);
    }
    return [...topics].map(([topic, messages]) => ({ topic: this.topicPrefix + topic, messages }));
  }
}
