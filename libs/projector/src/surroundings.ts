import { resumeCommand, type ConsumerContract, type TopicName } from '#contracts';
import { readCheckpoint } from '#event-store';
import { BatchServer, type KafkaOptions } from '#messaging';
import { Outage, type Logger } from '#observability';
import { lazyDatabase, type Database } from '#persistence';
import type { ProjectorConfig } from './config.js';

/** Every partition hands over its batches at once; what waits together shares a transaction. */
export const CONCURRENCY = 12;
/** A probe is `select 1`: what takes longer is no answer. */
const PROBE_STATEMENT_MS = 2_000;
/**
 * What is left at the end (a round of the relay, connections in use) is waited for this long each: behind a frozen
 * database it would be 35 s, and supervisors kill after 15 to 30.
 */
export const CLOSE_MS_MAX = 2_000;

/** The pool of the work, and a connection of its own for a probe, which must not wait behind what it is to judge. */
export const databasesOf = (app: string, poolSize: number, config: ProjectorConfig, logger: Logger) => {
  const idle = new Outage(logger, { begins: 'Database connections broke', ends: 'The database answers' });
  const connection = {
    url: config.CAUDAL_DATABASE_URL,
    app,
    onIdleError: (error: Error) => {
      idle.failed(error);
    },
  };
  const database = lazyDatabase({ ...connection, poolSize });
  const probe = lazyDatabase({ ...connection, poolSize: 1, statementTimeoutMs: PROBE_STATEMENT_MS });
  const answers = async (): Promise<void> => {
    await probe.query('select 1');
    idle.succeeded();
  };
  return { database, probe, answers };
};

/** The consumer of an app, at the place that its own books name. */
export const serverOf = (
  kafka: Omit<KafkaOptions, 'clientId'>,
  { groupId, name: consumer, schema }: ConsumerContract,
  database: Database,
  writes: readonly TopicName[],
): BatchServer =>
  new BatchServer({
    ...kafka,
    clientId: `caudal-${consumer}`,
    groupId,
    concurrency: CONCURRENCY,
    consumer,
    writes,
    resumeWith: resumeCommand(consumer),
    positions: {
      position: (clusterId, topic, partition) =>
        readCheckpoint(database, schema, { consumer, clusterId, topic, partition }),
    },
  });
