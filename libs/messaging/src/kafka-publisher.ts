import { Partitioners, type Producer } from 'kafkajs';
import { NoAnswerError, within } from '#kernel';
import { brokerFault, RecordRefusedError } from './errors.js';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';
import type { OutgoingRecord, RecordPublisher } from './ports.js';

export interface KafkaPublisher extends RecordPublisher {
  /** Whether the last thing heard of the broker was good. */
  readonly connected: boolean;
  close(): Promise<void>;
}

/** How long the broker itself may take to gather its acknowledgements, in milliseconds. */
const ACK_TIMEOUT_MS = 2_000;
/** Connection, metadata and request end by themselves after 8 s together; what takes longer will never end. */
const PUBLISH_MS_MAX = 10_000;

/**
 * A publisher with `acks=all` and no retries of its own. It connects with the first call and again after a failure, so
 * it can be made while the broker is away.
 *
 * Not `idempotent: true`: after a broker's restart kafkajs can roll its sequence back and have a new batch dropped as
 * a duplicate, acknowledged. Duplicates are harmless to us, loss is not.
 */
export const connectPublisher = (options: KafkaOptions): KafkaPublisher => {
  const client = kafkaClient(options);
  const newProducer = (): Producer =>
    client.producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
      // A topic that is created or moved is seen within this time, not after the library's five minutes.
      metadataMaxAge: 60_000,
    });
  return new Publisher(newProducer, options.topicPrefix);
};

interface Connection {
  readonly producer: Producer;
  readonly connecting: Promise<void>;
}

class Publisher implements KafkaPublisher {
  #connection: Connection | undefined;
  connected = false;

  constructor(
    private readonly newProducer: () => Producer,
    private readonly topicPrefix: string,
  ) {}

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const connection = (this.#connection ??= this.#connect());
    try {
      await within(PUBLISH_MS_MAX, this.#send(connection, records));
      this.connected = true;
    } catch (error) {
      const fault = faultOf(error);
      // It is the records that were refused: the broker is there.
      if (fault) throw new RecordRefusedError(fault, { cause: error });
      if (!this.connected || error instanceof NoAnswerError) this.#giveUp(connection);
      this.connected = false;
      throw error;
    }
  }

  async #send({ connecting, producer }: Connection, records: readonly OutgoingRecord[]): Promise<void> {
    await connecting;
    await producer.sendBatch({ acks: -1, timeout: ACK_TIMEOUT_MS, topicMessages: this.#byTopic(records) });
  }

  async close(): Promise<void> {
    await this.#connection?.producer.disconnect();
  }

  #connect(): Connection {
    const producer = this.newProducer();
    return { producer, connecting: producer.connect() };
  }

  /**
   * After a failed connection, or two failures in a row, the next call builds the producer anew: one that met a frozen
   * broker while it connected says "Broker not connected" for ever after, however often it is told to connect.
   */
  #giveUp(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    void connection.producer.disconnect().catch(() => undefined);
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

/** Faults of the records themselves; every other one may pass. */
const FAULTS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
]);

const faultOf = (error: unknown): string | undefined => {
  const fault = brokerFault(error);
  return fault !== undefined && FAULTS.has(fault) ? fault : undefined;
};
