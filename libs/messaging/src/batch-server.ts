import { setMaxListeners } from 'node:events';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { TopicName } from '#contracts';
import { atMost, sleep } from '#kernel';
import { counter, Outage } from '#observability';
import { BATCH } from './batch-handler.js';
import { BatchReader } from './batch-reader.js';
import { FormerMember } from './former-member.js';
import { consumeAsMember } from './group-consumer.js';
import { isGroupChange } from './group-change.js';
import type { KafkaOptions } from './kafka-client.js';
import { LogWatch } from './log-watch.js';
import { lagOf, partitionName, PartitionPositions } from './partition-positions.js';
import type { BatchContext, HaltedPartition, PositionStore, RecordBatch } from './ports.js';
import { WaitingSince } from './waiting-since.js';
import type { Work } from './watchdog.js';

export interface BatchServerOptions extends KafkaOptions {
  /** The consumer group; its members share the partitions. */
  readonly groupId: string;
  readonly positions: PositionStore;
  /** Partitions handled at once. Each needs a database connection of its own. */
  readonly concurrency: number;
  /** The label of its metrics; the group's id where none is given. */
  readonly consumer?: string;
  /** Topics that the process writes: Kafka is there when these answer too. */
  readonly writes?: readonly TopicName[];
  /** What a person types to resume a partition that stands still. */
  readonly resumeWith?: string;
}

export interface BatchServerState {
  readonly joined: boolean;
  /** Whether Kafka answered one of the last two looks at our topics: one that misses is an accident. */
  readonly answers: boolean;
  readonly halted: readonly HaltedPartition[];
}

/** Between two tries to reach what is away, in milliseconds. */
const RETRY_DELAY_MS = 1_000;
/** A look at the log may wait for a frozen broker: the end of a process does not wait for it longer than this. */
const LAST_LOOK_MS = 500;
/**
 * How long the end of a process waits for its batches. A frozen database holds a statement for 35 s; supervisors kill
 * after 15 to 30. What is not committed by then is rolled back and comes again.
 */
const CLOSE_MS_MAX = 8_000;
/**
 * A rebalance takes as long as the slowest member takes to hand over (20 s) and a dead one to expire (6 s). Twice that
 * is no rebalance any more.
 */
const JOIN_MS_MAX = 60_000;

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
  readonly #waiting = new WaitingSince();
  readonly #stop = new AbortController();
  readonly #leaving = new AbortController();
  readonly #positions: PartitionPositions;
  readonly #reader: BatchReader;
  readonly #watch: LogWatch;
  readonly #membership: Outage;
  readonly #formerMember: FormerMember;
  readonly #failures: Outage;
  #supervised: Promise<void> | undefined;
  #watched: Promise<void> = Promise.resolve();
  #joined = false;
  #rebalancing = false;
  #joins = 0;

  constructor(private readonly options: BatchServerOptions) {
    super();
    const { consumer = options.groupId, logger, topicPrefix, writes = [] } = options;
    const { signal } = this.#leaving;
    // Every partition may wait for its end at once, and Node warns of a leak beyond ten.
    setMaxListeners(0, signal);
    this.#positions = new PartitionPositions(options, options.positions);
    const handle = (batch: RecordBatch, context: BatchContext) => this.#handle(batch, context);
    this.#reader = new BatchReader({ topicPrefix, logger, signal, handle }, this.#positions, this.#waiting);
    const topics = (): TopicName[] => [...this.#topics(), ...writes];
    const readAgain = this.#reader.readAgain.bind(this.#reader);
    const readMissing = (): void => {
      if (this.#joined) this.#reader.readMissing();
    };
    this.#watch = new LogWatch(
      { ...options, consumer, topics, readAgain, readMissing, hasLeft: () => this.#leaving.signal.aborted },
      this.#positions,
      this.#waiting,
    );
    this.#formerMember = new FormerMember(logger);
    this.#membership = new Outage(logger, {
      begins: 'The consumer ended: joining anew until it works',
      ends: 'The consumer has joined again',
    });
    this.#failures = new Outage(logger, {
      begins: 'Batches fail: each comes again until it is applied',
      ends: 'Every batch that failed was applied',
      level: 'error',
    });
  }

  /** Returns at once: an app whose broker is away is up, and says in its readiness what it waits on. */
  listen(done: () => void): void {
    this.#supervised = this.#supervise();
    this.#watched = this.#watch.run(this.#stop.signal);
    done();
  }

  /**
   * Finishes the batches in flight, as far as that can be waited for, and leaves the group for good. How far the books
   * are behind the log is shown all the same, until `close`.
   */
  async leave(): Promise<void> {
    this.#leaving.abort();
    await atMost(CLOSE_MS_MAX, this.#supervised ?? Promise.resolve());
  }

  /** Leaves the group, and ends. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.leave();
    await atMost(LAST_LOOK_MS, this.#watched);
  }

  get state(): BatchServerState {
    return { joined: this.#joined, answers: this.#watch.answers, halted: this.#positions.halted() };
  }

  /** What has to move on: its membership, and every partition of the present or, between two, of the last assignment. */
  work(): Work[] {
    const held = new Map(this.#positions.held().map((one) => [partitionName(one.topic, one.partition), one]));
    // Between the end of one membership and the next a partition is nobody's; the membership has a limit of its own.
    const away = this.#rebalancing || !this.#joined;
    const partitions = this.#reader.assignment.map(({ topic, partition }): Work => {
      const name = partitionName(topic, partition);
      const position = held.get(name);
      // A position that is not known yet is work to be done, too.
      if (!position) return { name, waits: true, mark: 'unknown', excused: away };
      const { halted, next } = position;
      const excused = halted !== undefined || away;
      return { name, waits: lagOf(position) > 0n, mark: next.toString(), excused };
    });
    const membership = { name: 'group', waits: !this.#joined, mark: String(this.#joins), limitMs: JOIN_MS_MAX };
    return [membership, ...partitions];
  }

  on(): never {
    throw new Error('The batch transport has no events of its own: see `state`');
  }

  unwrap(): never {
    throw new Error('The consumer is built anew whenever Kafka was away: there is none to keep');
  }

  /** Builds the consumer anew as often as kafkajs gives it up, until the process stops. */
  async #supervise(): Promise<void> {
    const { consumer = this.options.groupId } = this.options;
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      await this.#consume(signal).catch((error: unknown) => {
        this.#membership.failed(error);
      });
      if (!this.#leaving.signal.aborted) counter('rejoins').inc({ consumer });
      await sleep(RETRY_DELAY_MS, signal);
    }
  }

  #consume(signal: AbortSignal): Promise<void> {
    const { topicPrefix, groupId } = this.options;
    return consumeAsMember(
      {
        ...this.options,
        groupId: topicPrefix + groupId,
        formerMember: this.#formerMember,
        topics: this.#topics().map((topic) => topicPrefix + topic),
        onAssigned: (consumer, assignment) => {
          this.#joined = true;
          this.#rebalancing = false;
          this.#joins += 1;
          this.#membership.succeeded();
          this.#reader.assigned(consumer, assignment);
          this.#failures.keep(this.#reader.assignment.map(({ topic, partition }) => partitionName(topic, partition)));
        },
        onRebalancing: () => {
          this.#joined = false;
          this.#rebalancing = true;
          this.#watch.forget();
        },
        onEnded: () => {
          this.#joined = false;
          this.#rebalancing = false;
          this.#watch.forget();
        },
        eachBatch: (consumer, payload, commits) => this.#reader.eachBatch(consumer, payload, commits),
      },
      signal,
    );
  }

  #topics(): TopicName[] {
    return [...this.messageHandlers.keys()] as TopicName[];
  }

  async #handle(batch: RecordBatch, context: BatchContext): Promise<void> {
    const { topic, partition, records } = batch;
    const name = partitionName(topic, partition);
    const handler = this.messageHandlers.get(topic);
    if (!handler) throw new Error(`No handler for ${topic}`);
    try {
      const result: unknown = await handler(batch, context);
      // Nest never throws out of a handler: a failure is an Observable that errors, and unseen unless it is awaited.
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      this.#failures.succeeded(name);
    } catch (error) {
      if (!isGroupChange(error) && !context.stopping) {
        this.#failures.failed(error, { topic, partition, offset: records[0]?.offset.toString() }, name);
      }
      throw error;
    }
  }
}
