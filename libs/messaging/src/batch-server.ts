import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import type { TopicName } from '#contracts';
import { gauge } from '#observability';
import { BATCH } from './batch-handler.js';
import { ConsumerStoppingError } from './errors.js';
import { kafkaClient, type KafkaOptions } from './kafka-client.js';
import { PartitionPositions } from './partition-positions.js';
import type { BatchContext, HaltedPartition, PositionStore, RecordBatch } from './ports.js';
import { receivedRecord } from './received-record.js';

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
/** Between two tries to reach what is away, in milliseconds. */
const RETRY_DELAY_MS = 1_000;
/** Kafka's own offset is for monitoring only: once a second is enough. */
const COMMIT_EVERY_MS = 1_000;

/**
 * Nest's way to Kafka for whole batches: handlers declared with `@BatchHandler(topic)` get up to 500 consecutive
 * records of one partition and decide, in their own transaction, what was applied.
 *
 * The position is the `PositionStore`'s, not Kafka's: on every assignment the consumer seeks to it. Kafka's committed
 * offset only shows monitoring tools where the group stands. It waits out any outage of the broker by itself.
 */
export class BatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH;
  override readonly propagatesEventHandlerErrors = true;
  readonly #positions: PartitionPositions;
  readonly #stop = new AbortController();
  #consumer: Consumer | undefined;
  #supervised: Promise<void> | undefined;
  #joined = false;
  readonly #committedAt = new Map<string, number>();

  constructor(private readonly options: BatchServerOptions) {
    super();
    this.#positions = new PartitionPositions(options, options.positions);
  }

  /** Returns at once: an app whose broker is away is up, and says in its readiness what it waits on. */
  listen(done: () => void): void {
    this.#supervised = this.#supervise();
    done();
  }

  /** Finishes the batches in flight, leaves the group, and returns. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#consumer?.disconnect().catch(() => undefined);
    await this.#supervised;
  }

  get state(): BatchServerState {
    return { joined: this.#joined, halted: this.#positions.halted() };
  }

  on(): never {
    throw new Error('The batch transport has no events of its own: see `state`');
  }

  unwrap<T>(): T {
    return this.#consumer as T;
  }

  /** Builds the consumer anew as often as kafkajs gives it up, until the process stops. */
  async #supervise(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#runOnce().catch((error: unknown) => {
        this.options.logger.warn({ error: messageOf(error) }, 'Kafka is away or refused us: trying again');
      });
      this.#joined = false;
      await this.#consumer?.disconnect().catch(() => undefined);
      await sleep(RETRY_DELAY_MS, this.#stop.signal);
    }
  }

  async #runOnce(): Promise<void> {
    const { groupId, topicPrefix, concurrency } = this.options;
    const consumer = kafkaClient(this.options).consumer({
      groupId: topicPrefix + groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 1_000,
      rebalanceTimeout: 20_000,
      // An idle fetch waits this long on the broker; a record that arrives ends it at once.
      maxWaitTimeInMs: 250,
      // The supervisor rebuilds what crashed: kafkajs's own restart comes after ten seconds at times.
      retry: { initialRetryTime: 300, retries: 3, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    this.#positions.reset();
    const crashed = new Promise<void>((resolve) => {
      consumer.on('consumer.crash', () => {
        resolve();
      });
      consumer.on('consumer.stop', () => {
        resolve();
      });
    });
    consumer.on('consumer.group_join', (event) => {
      this.#assigned(consumer, event);
    });
    consumer.on('consumer.rebalancing', () => {
      this.#joined = false;
    });
    await consumer.connect();
    const topics = [...this.messageHandlers.keys()].map((topic) => topicPrefix + topic);
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: (payload) => this.#eachBatch(consumer, payload),
    });
    await crashed;
  }

  /** Seeks every assigned partition to its own position. Nothing thrown here may reach kafkajs's emitter. */
  #assigned(consumer: Consumer, { payload }: ConsumerGroupJoinEvent): void {
    this.#joined = true;
    this.#positions.reset();
    for (const [fullName, partitions] of Object.entries(payload.memberAssignment)) {
      for (const partition of partitions) void this.#seekToPosition(consumer, this.#topicOf(fullName), partition);
    }
  }

  async #seekToPosition(consumer: Consumer, topic: TopicName, partition: number): Promise<void> {
    try {
      const { start, next } = await this.#positions.of(topic, partition);
      if (consumer !== this.#consumer) return;
      const fullName = this.options.topicPrefix + topic;
      if ('halted' in start) {
        consumer.pause([{ topic: fullName, partitions: [partition] }]);
        this.options.logger.error(
          { topic, partition, position: start.at.toString(), reason: start.halted },
          'A partition stands still: its log is not the one that our checkpoint knows',
        );
      } else consumer.seek({ topic: fullName, partition, offset: next.toString() });
    } catch (error) {
      // The first batch of the partition loads the position again, and seeks if it must.
      this.options.logger.warn({ topic, partition, error: messageOf(error) }, 'The position could not be read yet');
    }
  }

  async #eachBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
    const topic = this.#topicOf(batch.topic);
    const { partition } = batch;
    const { signal } = this.#stop;
    const context: BatchContext = {
      heartbeat,
      get stopping() {
        return signal.aborted;
      },
    };
    const position = await this.#loadedPosition(topic, partition, context);
    if ('halted' in position.start) return;
    const records = batch.messages.map(receivedRecord).filter(({ offset }) => offset >= position.next);
    const first = records[0];
    if (!first) {
      resolveOffset(batch.lastOffset());
      return;
    }
    if (first.offset > position.next) {
      // Kafka's own offset was ahead of ours, or the log lost its beginning: the next load tells which.
      this.#positions.forget(topic, partition);
      await this.#seekToPosition(consumer, topic, partition);
      return;
    }
    for (let at = 0; at < records.length && isRunning() && !isStale(); at += BATCH_MAX) {
      const part = records.slice(at, at + BATCH_MAX);
      await this.#handle({ clusterId: position.clusterId, topic, partition, records: part }, context);
      position.next = (part.at(-1)?.offset ?? position.next) + 1n;
      resolveOffset((position.next - 1n).toString());
      gauge('lag').set(
        { consumer: this.options.groupId, topic, partition: String(partition) },
        Number(BigInt(batch.highWatermark) - position.next),
      );
      await heartbeat();
    }
    await this.#commit(consumer, batch.topic, partition, position.next);
  }

  /** Waits until store and broker answer, and keeps the membership alive meanwhile. */
  async #loadedPosition(topic: TopicName, partition: number, context: BatchContext) {
    for (;;) {
      try {
        return await this.#positions.of(topic, partition);
      } catch (error) {
        if (context.stopping) throw new ConsumerStoppingError();
        this.options.logger.warn({ topic, partition, error: messageOf(error) }, 'The position could not be read yet');
        await context.heartbeat();
        await sleep(RETRY_DELAY_MS, this.#stop.signal);
      }
    }
  }

  async #handle(batch: RecordBatch, context: BatchContext): Promise<void> {
    const handler = this.messageHandlers.get(batch.topic);
    if (!handler) throw new Error(`No handler for ${batch.topic}`);
    const result: unknown = await handler(batch, context);
    // Nest never throws out of a handler: a failure is an Observable that errors, and unseen unless it is awaited.
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }

  async #commit(consumer: Consumer, fullName: string, partition: number, next: bigint): Promise<void> {
    const key = `${fullName}/${String(partition)}`;
    const now = Date.now();
    if (now - (this.#committedAt.get(key) ?? 0) < COMMIT_EVERY_MS) return;
    this.#committedAt.set(key, now);
    await consumer.commitOffsets([{ topic: fullName, partition, offset: next.toString() }]).catch((error: unknown) => {
      this.options.logger.debug({ error: messageOf(error) }, 'The offset for monitoring was not committed');
    });
  }

  #topicOf(fullName: string): TopicName {
    return fullName.slice(this.options.topicPrefix.length) as TopicName;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
