import type { ConsumerContract } from '#contracts';
import { GroupApply, type Context } from '#event-store';
import type { Readiness } from '#http';
import { atMost, systemClock } from '#kernel';
import { connectPublisher, RecordRefusedError, type BatchServer } from '#messaging';
import type { Logger } from '#observability';
import type { ProjectorConfig } from './config.js';
import { countOutcome, startMeters } from './meters.js';
import { showOutboxAge } from './outbox-age.js';
import { ParkingPause } from './parking-pause.js';
import { projectBatch, type ProjectBatch } from './project-batch.js';
import { startRelay } from './relay.js';
import { startReleases } from './release-loop.js';
import { showFigures, type Figures } from './show-figures.js';
import { startWatching } from './start-watching.js';
import { CLOSE_MS_MAX, CONCURRENCY, databasesOf, serverOf } from './surroundings.js';

/** While the database works on one, the next is folded; more only wait for each other. */
const LIMITS = { transactions: 2, records: 500 };
/** The transactions, the relay's, the releases', the outbox's age, and the twelve positions of an assignment. */
const POOL_SIZE = LIMITS.transactions + CONCURRENCY + 3;
/** What every consuming app is made of. */
export interface ConsumerParts {
  readonly contract: ConsumerContract;
  readonly config: ProjectorConfig;
  readonly logger: Logger;
  /** Ends the process because nothing moves although everything answers. */
  readonly end: () => void;
}

export interface ProjectorParts extends ConsumerParts {
  readonly context: Context;
  /** What it shows of itself beyond what every consumer does. */
  readonly figures?: Figures | undefined;
}

/** The app without its web server: what the module binds, how it is doing, how it ends. */
export interface Projector {
  readonly contract: ConsumerContract;
  readonly server: BatchServer;
  readonly project: ProjectBatch;
  readonly ready: () => Promise<Readiness>;
  /** Call it when the consumer has left its group. */
  close(): Promise<void>;
}

/** Binds the ports to Kafka and PostgreSQL. It waits for neither: both may be away when the app starts. */
export const composeProjector = ({ contract, context, config, logger, figures, end }: ProjectorParts): Projector => {
  const { schema, consumer, cleanTopic } = context;
  startMeters(consumer);
  const { database, probe, answers } = databasesOf(consumer, POOL_SIZE, config, logger);
  const kafka = { brokers: config.CAUDAL_KAFKA_BROKERS, topicPrefix: config.CAUDAL_TOPIC_PREFIX, logger };
  const server = serverOf(kafka, contract, database, [cleanTopic]);
  const publisher = connectPublisher({ ...kafka, clientId: `caudal-${consumer}-relay` });
  const relay = startRelay({
    database,
    consumer,
    schema,
    publish: (records) => publisher.publish(records),
    isRefusal: (error) => error instanceof RecordRefusedError,
    logger,
  });
  const hideAge = showOutboxAge(database, { schema, consumer });
  const hideFigures = figures ? showFigures(database, figures, logger) : undefined;
  const now = (): number => systemClock.now();
  const group = new GroupApply(database, context, LIMITS, now);
  const releases = startReleases({
    database,
    context,
    onReleased: (part) => {
      countOutcome(context, part);
    },
    now,
    logger,
  });
  const pause = config.CAUDAL_PARKING_PAUSE === 'on' ? pauseOf(server, group, logger) : undefined;
  const paused = (): boolean => pause?.paused ?? false;
  const watching = startWatching({
    consumer,
    server,
    relay,
    releases,
    // A pause of the whole consumer that waits for a person is no standstill.
    standsOnPurpose: paused,
    postgres: answers,
    limitMs: config.CAUDAL_WATCHDOG_SECONDS * 1_000,
    logger,
    end,
  });
  return {
    contract,
    server,
    project: projectBatch(group, (outcome) => pause?.note(outcome), logger),
    ready: () => Promise.resolve(watching.readiness()),
    async close() {
      watching.stop();
      hideAge();
      hideFigures?.();
      await atMost(CLOSE_MS_MAX, Promise.all([relay.stop(), releases.stop()]));
      await atMost(CLOSE_MS_MAX, Promise.all([publisher.close(), database.close(), probe.close()]));
    },
  };
};

const pauseOf = (server: BatchServer, group: GroupApply, logger: Logger): ParkingPause =>
  new ParkingPause({
    consumer: group.context.consumer,
    now: () => systemClock.now(),
    refuse: (error) => {
      group.refuse(error);
    },
    leave: () => server.leave(),
    logger,
  });
