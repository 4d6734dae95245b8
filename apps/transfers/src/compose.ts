import { GroupApply, readCheckpoint } from '#event-store';
import type { Readiness } from '#http';
import { systemClock } from '#kernel';
import { BatchServer, connectPublisher } from '#messaging';
import type { Logger } from '#observability';
import { lazyDatabase } from '#persistence';
import type { TransfersConfig } from './config.js';
import { transfersContext } from './project-transfers/context.js';
import { projectBatch, type ProjectBatch } from './project-transfers/project-batch.js';
import { startRelay } from './relay-outbox/relay.js';

/** Every partition hands over its batches at once; what waits together shares a transaction. */
const CONCURRENCY = 12;
/** While the database works on one, the next is folded; more only wait for each other. */
const LIMITS = { transactions: 2, records: 500 };
/** The transactions, the relay's, readiness's, and the twelve positions that an assignment asks for at once. */
const POOL_SIZE = LIMITS.transactions + CONCURRENCY + 2;

/** The app without its web server: what the module binds, how it is doing, how it ends. */
export interface TransfersApp {
  readonly server: BatchServer;
  readonly project: ProjectBatch;
  readonly ready: () => Promise<Readiness>;
  /** Call it when the consumer has left its group. */
  close(): Promise<void>;
}

/** Binds the ports to Kafka and PostgreSQL. It waits for neither: both may be away when the app starts. */
export const composeTransfers = (config: TransfersConfig, logger: Logger): TransfersApp => {
  const { schema, consumer, cleanTopic } = transfersContext;
  const database = lazyDatabase({
    url: config.CAUDAL_DATABASE_URL,
    app: consumer,
    poolSize: POOL_SIZE,
    onIdleError: (error) => {
      logger.warn({ error: error.message }, 'A database connection broke');
    },
  });
  const kafka = { brokers: config.CAUDAL_KAFKA_BROKERS, topicPrefix: config.CAUDAL_TOPIC_PREFIX, logger };
  const server = new BatchServer({
    ...kafka,
    clientId: 'caudal-transfers',
    groupId: 'caudal.transfers',
    concurrency: CONCURRENCY,
    positions: {
      nextOffset: (clusterId, topic, partition) =>
        readCheckpoint(database, schema, { consumer, clusterId, topic, partition }),
    },
  });
  const publisher = connectPublisher({ ...kafka, clientId: 'caudal-transfers-relay' });
  const stopRelay = startRelay({
    database,
    schema,
    topic: cleanTopic,
    publish: (records) => publisher.publish(records),
    logger,
  });
  return {
    server,
    project: projectBatch(new GroupApply(database, transfersContext, LIMITS, () => systemClock.now()), logger),
    async ready() {
      const answers = await database.query('select 1').then(
        () => true,
        () => false,
      );
      const { joined, halted } = server.state;
      const waitingOn = [
        ...(answers ? [] : ['postgres']),
        ...(joined ? [] : ['kafka']),
        ...halted.map(({ topic, partition, reason }) => `${topic}/${String(partition)}: ${reason}`),
      ];
      return { ready: waitingOn.length === 0, waitingOn };
    },
    async close() {
      await stopRelay();
      await publisher.close();
      await database.close();
    },
  };
};
