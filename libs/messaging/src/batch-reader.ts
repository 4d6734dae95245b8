import type { Consumer, EachBatchPayload, IMemberAssignment } from 'kafkajs';
import type { TopicName } from '#contracts';
import { sleep } from '#kernel';
import { Outage, type Logger } from '#observability';
import { admitBatch, askedOffset } from './admit-batch.js';
import { ConsumerStoppingError } from './errors.js';
import type { OffsetCommits } from './offset-commits.js';
import { partitionName, type Assigned, type PartitionPositions } from './partition-positions.js';
import type { BatchContext, ReceivedRecord, RecordBatch } from './ports.js';
import { receivedRecord } from './received-record.js';
import type { WaitingSince } from './waiting-since.js';

export interface BatchReaderOptions {
  readonly topicPrefix: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Applies a batch; what it throws brings the batch back. */
  readonly handle: (batch: RecordBatch, context: BatchContext) => Promise<void>;
}

/** Records a transaction takes at most: beyond it the gain is small and a rollback costs more. */
const BATCH_MAX = 500;
/** Between two tries to reach what is away, in milliseconds. */
const RETRY_DELAY_MS = 1_000;
/** Three within a session (6 s): a batch that waits long for its database keeps its partition meanwhile. */
const HEARTBEAT_EVERY_MS = 2_000;

/**
 * Brings the records of the assigned partitions to their handler: from the consumer's own position, once the log has
 * proved to be the one that the position is of, in parts of at most 500.
 */
export class BatchReader {
  readonly #unread: Outage;
  /** What was fetched in place of what was asked for, by partition: the same twice is no accident. */
  readonly #surprises = new Map<string, string>();
  #consumer: Consumer | undefined;
  #assignment: readonly { readonly topic: TopicName; readonly partition: number }[] = [];

  constructor(
    private readonly options: BatchReaderOptions,
    private readonly positions: PartitionPositions,
    private readonly waiting: WaitingSince,
  ) {
    this.#unread = new Outage(options.logger, {
      begins: 'Positions could not be read yet: trying again',
      ends: 'The positions were read',
    });
  }

  /** The partitions of the present or, between two assignments, of the last one. */
  get assignment(): readonly { readonly topic: TopicName; readonly partition: number }[] {
    return this.#assignment;
  }

  /** Seeks every assigned partition to its own position. */
  assigned(consumer: Consumer, assignment: IMemberAssignment): void {
    this.#consumer = consumer;
    this.#assignment = Object.entries(assignment).flatMap(([fullName, partitions]) =>
      partitions.map((partition) => ({ topic: this.#topicOf(fullName), partition })),
    );
    this.positions.reset();
    const names = this.#assignment.map(({ topic, partition }) => partitionName(topic, partition));
    this.#unread.keep(names);
    this.waiting.keep(new Set(names));
    for (const { topic, partition } of this.#assignment) void this.#seek(consumer, topic, partition);
  }

  /** Reads the books again, and looks whether the log is still the one that they are of. */
  readAgain(position: Assigned): void {
    if (!this.#consumer || this.options.signal.aborted || !this.positions.holds(position)) return;
    this.positions.forget(position);
    void this.#seek(this.#consumer, position.topic, position.partition);
  }

  /** Tries again where the books could not be read: a partition without traffic has no batch that would. */
  readMissing(): void {
    const consumer = this.#consumer;
    if (!consumer || this.options.signal.aborted) return;
    for (const { topic, partition } of this.#assignment) {
      if (!this.positions.isRead(topic, partition)) void this.#seek(consumer, topic, partition);
    }
  }

  async #seek(consumer: Consumer, topic: TopicName, partition: number): Promise<void> {
    const fullName = this.options.topicPrefix + topic;
    const whole = [{ topic: fullName, partitions: [partition] }];
    try {
      const position = await this.#read(topic, partition);
      if (!this.positions.holds(position)) return;
      if (position.halted) {
        consumer.pause(whole);
        return;
      }
      // It may have stood still until now.
      consumer.resume(whole);
      consumer.seek({ topic: fullName, partition, offset: askedOffset(position).toString() });
      position.sought = true;
    } catch {
      // The next look tries again (`readMissing`), or the first batch of the partition.
    }
  }

  async #read(topic: TopicName, partition: number): Promise<Assigned> {
    const name = partitionName(topic, partition);
    try {
      const position = await this.positions.of(topic, partition);
      this.#unread.succeeded(name);
      return position;
    } catch (error) {
      if (!this.options.signal.aborted) this.#unread.failed(error, { topic, partition }, name);
      throw error;
    }
  }

  async eachBatch(consumer: Consumer, payload: EachBatchPayload, commits: OffsetCommits): Promise<void> {
    const { batch } = payload;
    const context = this.#contextOf(payload);
    const position = await this.#waitForPosition(batch, context);
    if (position.halted) {
      payload.pause();
      return;
    }
    // A seek waits: this was fetched from where Kafka says that the group stands, which is not what we go by.
    if (payload.isStale()) return;
    const received = batch.messages.map(receivedRecord);
    const admission = admitBatch(position, batch, received);
    if (admission === 'another_log' || (admission === 'elsewhere' && this.#isSurpriseAgain(position, received))) {
      this.positions.halt(position, 'log_is_another');
      payload.pause();
      return;
    }
    if (admission === 'elsewhere') {
      // The library reset its offset: retention passed us, or the log was made anew. The next reading tells which.
      this.positions.forget(position);
      await this.#seek(consumer, position.topic, position.partition);
      return;
    }
    const records = received.filter(({ offset }) => offset >= position.next);
    if (records.length === 0) payload.resolveOffset(batch.lastOffset());
    else await this.#apply(position, records, payload, context, commits);
  }

  async #apply(
    position: Assigned,
    records: readonly ReceivedRecord[],
    payload: EachBatchPayload,
    context: BatchContext,
    commits: OffsetCommits,
  ): Promise<void> {
    const { clusterId, topic, partition } = position;
    const name = partitionName(topic, partition);
    const high = BigInt(payload.batch.highWatermark);
    if (high > position.log.high) position.log = { ...position.log, high };
    for (let at = 0; at < records.length; at += BATCH_MAX) {
      // Without a position of ours the group has dealt its partitions anew: the rest is for their owner.
      if (!this.positions.holds(position) || !payload.isRunning() || payload.isStale()) return;
      const part = records.slice(at, at + BATCH_MAX);
      this.waiting.handed(name, position.next, receivedAt(part[0]));
      await this.#handle({ clusterId, topic, partition, records: part }, context);
      position.next = (part.at(-1)?.offset ?? position.next) + 1n;
      this.waiting.applied(name, position.next);
      if (!this.positions.holds(position)) return;
      payload.resolveOffset((position.next - 1n).toString());
      commits.note(payload.batch.topic, partition, position.next);
      await payload.heartbeat();
    }
  }

  /** With heartbeats of our own meanwhile: what they hear of a rebalance the next one of the handler hears too. */
  async #handle(batch: RecordBatch, context: BatchContext): Promise<void> {
    const beat = setInterval(() => void context.heartbeat().catch(() => undefined), HEARTBEAT_EVERY_MS);
    try {
      await this.options.handle(batch, context);
    } finally {
      clearInterval(beat);
    }
  }

  #isSurpriseAgain(position: Assigned, [first]: readonly ReceivedRecord[]): boolean {
    const name = partitionName(position.topic, position.partition);
    const surprise = `${String(askedOffset(position))} ${String(first?.offset)}`;
    const again = this.#surprises.get(name) === surprise && position.sought;
    this.#surprises.set(name, surprise);
    return again;
  }

  #contextOf(payload: EachBatchPayload): BatchContext {
    const { signal } = this.options;
    return {
      heartbeat: () => payload.heartbeat(),
      get stopping() {
        return signal.aborted;
      },
    };
  }

  /** Waits until store and broker answer, and keeps the membership alive meanwhile. */
  async #waitForPosition(batch: EachBatchPayload['batch'], context: BatchContext): Promise<Assigned> {
    const topic = this.#topicOf(batch.topic);
    for (;;) {
      try {
        return await this.#read(topic, batch.partition);
      } catch {
        if (context.stopping) throw new ConsumerStoppingError();
      }
      const [first] = batch.messages;
      // Fetched, and as far as anybody knows not applied: it waits.
      if (first) {
        const record = receivedRecord(first);
        this.waiting.handed(partitionName(topic, batch.partition), record.offset, receivedAt(record));
      }
      await context.heartbeat();
      await sleep(RETRY_DELAY_MS, this.options.signal);
    }
  }

  #topicOf(fullName: string): TopicName {
    return fullName.slice(this.options.topicPrefix.length) as TopicName;
  }
}

/** When ingress received it; a record that does not tell waits from now on. */
const receivedAt = (record: ReceivedRecord | undefined): number => {
  const told = Date.parse(record?.headers.ce_receivedtime ?? '');
  return Number.isNaN(told) ? Date.now() : told;
};
