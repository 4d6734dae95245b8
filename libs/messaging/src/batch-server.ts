import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Consumer, EachBatchPayload, IMemberAssignment } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import type { TopicName } from '#contracts';
import { BATCH } from './batch-handler.js';
import { ConsumerStoppingError } from './errors.js';
import { consumeAsMember } from './group-consumer.js';
import { isGroupChange } from './group-change.js';
import type { KafkaOptions } from './kafka-client.js';
import { forgetLag, showLag, watchLag } from './lag-watch.js';
import type { OffsetCommits } from './offset-commits.js';
import { PartitionPositions, type Assigned } from './partition-positions.js';
import type { BatchContext, HaltedPartition, PositionStore, RecordBatch } from './ports.js';
import { receivedRecord } from './received-record.js';
import { atMost, sleep } from './waiting.js';

export interface BatchServerOptions extends KafkaOptions {
  /** The consumer group; its members share the partitions. */
  readonly groupId: string;
  readonly positions: PositionStore;
  /** Partitions handled at once. Each needs a database connection of its own. */
  readonly concurrency: number;
}

export interface BatchServerState {
  readonly joined: boolean;
  readonly halted: readonly HaltedPartition[];
}

/** Records a transaction takes at most: beyond it the gain is small and a rollback costs more. */
const BATCH_MAX = 500;
/** A look at the lag may wait for a frozen broker: the end of a process does not wait for it longer than this. */
const LAST_LOOK_MS = 500;
/** Between two tries to reach what is away, in milliseconds. */
const RETRY_DELAY_MS = 1_000;

/**
 * Nest's way to Kafka for whole batches: handlers declared with `@BatchHandler(topic)` get up to 500 consecutive
 * records of one partition and decide, in their own transaction, what was applied.
 *
 * The position is the `PositionStore`'s, not Kafka's: on every assignment the consumer seeks to it. Kafka's committed
 * offset only shows monitoring tools where the group stands. It waits out any outage of the broker by itself. What a
 * handler throws is logged here, and the batch comes again.
 */
export class BatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH;
  override readonly propagatesEventHandlerErrors = true;
  readonly #positions: PartitionPositions;
  readonly #stop = new AbortController();
  #supervised: Promise<void> | undefined;
  #lag: Promise<void> = Promise.resolve();
  #joined = false;

  constructor(private readonly options: BatchServerOptions) {
    super();
    this.#positions = new PartitionPositions(options, options.positions);
  }

  /** Returns at once: an app whose broker is away is up, and says in its readiness what it waits on. */
  listen(done: () => void): void {
    this.#supervised = this.#supervise();
    this.#lag = watchLag(this.options, () => this.#positions.held(), this.#stop.signal);
    done();
  }

  /** Finishes the batches in flight, leaves the group, and returns. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#supervised;
    await atMost(LAST_LOOK_MS, this.#lag);
  }

  get state(): BatchServerState {
    return { joined: this.#joined, halted: this.#positions.halted() };
  }

  on(): never {
    throw new Error('The batch transport has no events of its own: see `state`');
  }

  unwrap(): never {
    throw new Error('The consumer is built anew whenever Kafka was away: there is none to keep');
  }

  /** Builds the consumer anew as often as kafkajs gives it up, until the process stops. */
  async #supervise(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#consume(signal).catch((error: unknown) => {
        this.options.logger.warn({ error: messageOf(error) }, 'The consumer ended: joining anew');
      });
      await sleep(RETRY_DELAY_MS, signal);
    }
  }

  #consume(signal: AbortSignal): Promise<void> {
    const { topicPrefix, groupId } = this.options;
    return consumeAsMember(
      {
        ...this.options,
        groupId: topicPrefix + groupId,
        topics: [...this.messageHandlers.keys()].map((topic) => topicPrefix + topic),
        onAssigned: (consumer, assignment) => {
          this.#assigned(consumer, assignment);
        },
        onRevoked: () => {
          this.#joined = false;
          forgetLag();
        },
        eachBatch: (consumer, payload, commits) => this.#eachBatch(consumer, payload, commits),
      },
      signal,
    );
  }

  /** Seeks every assigned partition to its own position. */
  #assigned(consumer: Consumer, assignment: IMemberAssignment): void {
    this.#joined = true;
    this.#positions.reset();
    for (const [fullName, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) void this.#seekToPosition(consumer, this.#topicOf(fullName), partition);
    }
  }

  async #seekToPosition(consumer: Consumer, topic: TopicName, partition: number): Promise<void> {
    const fullName = this.options.topicPrefix + topic;
    const whole = [{ topic: fullName, partitions: [partition] }];
    try {
      const position = await this.#positions.of(topic, partition);
      if (!this.#positions.holds(topic, partition, position)) return;
      if ('halted' in position.start) {
        consumer.pause(whole);
        return;
      }
      // It may have stood still under an earlier assignment.
      consumer.resume(whole);
      consumer.seek({ topic: fullName, partition, offset: position.next.toString() });
    } catch (error) {
      // The first batch of the partition loads the position again, and seeks if it must.
      this.options.logger.warn({ topic, partition, error: messageOf(error) }, 'The position could not be read yet');
    }
  }

  async #eachBatch(consumer: Consumer, payload: EachBatchPayload, commits: OffsetCommits): Promise<void> {
    const { batch } = payload;
    const topic = this.#topicOf(batch.topic);
    const { partition } = batch;
    const context = this.#contextOf(payload);
    const position = await this.#loadedPosition(topic, partition, context);
    if ('halted' in position.start) {
      payload.pause();
      return;
    }
    const records = batch.messages.map(receivedRecord).filter(({ offset }) => offset >= position.next);
    const first = records[0];
    if (!first) {
      payload.resolveOffset(batch.lastOffset());
      return;
    }
    if (first.offset > position.next) {
      // Kafka's own offset was ahead of ours, or the log lost its beginning: the next load tells which.
      this.#positions.forget(topic, partition);
      await this.#seekToPosition(consumer, topic, partition);
      return;
    }
    for (let at = 0; at < records.length; at += BATCH_MAX) {
      // Without a position of ours the group has dealt its partitions anew: the rest is for their owner.
      const ours = this.#positions.holds(topic, partition, position);
      if (!ours || !payload.isRunning() || payload.isStale()) return;
      const part = records.slice(at, at + BATCH_MAX);
      await this.#handle({ clusterId: position.clusterId, topic, partition, records: part }, context);
      position.next = (part.at(-1)?.offset ?? position.next) + 1n;
      if (!this.#positions.holds(topic, partition, position)) return;
      payload.resolveOffset((position.next - 1n).toString());
      commits.note(batch.topic, partition, position.next);
      showLag(this.options.groupId, topic, partition, BigInt(batch.highWatermark) - position.next);
      await payload.heartbeat();
    }
  }

  #contextOf(payload: EachBatchPayload): BatchContext {
    const { signal } = this.#stop;
    return {
      heartbeat: () => payload.heartbeat(),
      get stopping() {
        return signal.aborted;
      },
    };
  }

  /** Waits until store and broker answer, and keeps the membership alive meanwhile. */
  async #loadedPosition(topic: TopicName, partition: number, context: BatchContext): Promise<Assigned> {
    for (;;) {
      try {
        return await this.#positions.of(topic, partition);
      } catch (error) {
        if (context.stopping) throw new ConsumerStoppingError();
        this.options.logger.warn({ topic, partition, error: messageOf(error) }, 'The position could not be read yet');
      }
      await context.heartbeat();
      await sleep(RETRY_DELAY_MS, this.#stop.signal);
    }
  }

  async #handle(batch: RecordBatch, context: BatchContext): Promise<void> {
    const { topic, partition, records } = batch;
    const handler = this.messageHandlers.get(topic);
    if (!handler) throw new Error(`No handler for ${topic}`);
    try {
      const result: unknown = await handler(batch, context);
      // Nest never throws out of a handler: a failure is an Observable that errors, and unseen unless it is awaited.
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    } catch (error) {
      if (!isGroupChange(error) && !context.stopping) {
        const offset = records[0]?.offset.toString();
        this.options.logger.error(
          { topic, partition, offset, error: messageOf(error) },
          'A batch failed: it comes again',
        );
      }
      throw error;
    }
  }

  #topicOf(fullName: string): TopicName {
    return fullName.slice(this.options.topicPrefix.length) as TopicName;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
