import { Topics } from '#contracts';
import { GroupCommit } from '#event-store';
import { archiveInto, NOTHING_ARCHIVED, sealKeyOf } from '#journal';
import { atMost, systemClock } from '#kernel';
import { connectPublisher, RecordRefusedError } from '#messaging';
import { CLOSE_MS_MAX, CONCURRENCY, databasesOf, serverOf, startWatching } from '#projector';
import type { ConsumerParts, Projector } from '#projector';
import { archiveBatch } from './archive-batch.js';
import type { JournalConfig } from './config.js';
import { startRedelivering } from './redeliver/redelivering.js';
import { startSealing } from './seal-journal/sealing.js';
import { showUnsealedAge } from './seal-journal/unsealed-age.js';

/** While the database writes one group, the next is gathered; it hashes little, so that more would only wait. */
const LIMITS = { transactions: 2, records: 500 };
/**
 * The transactions, the making of a month, the sealing, the age of what is not sealed, the redelivering, and the positions
 * of an assignment, a dozen at a time.
 */
const POOL_SIZE = LIMITS.transactions + CONCURRENCY + 4;

export interface JournalParts extends ConsumerParts {
  readonly config: JournalConfig;
}

/** Binds the archive to Kafka and PostgreSQL. It waits for neither: both may be away when the app starts. */
export const composeJournal = ({ contract, config, logger, end }: JournalParts): Projector => {
  const consumer = contract.name;
  const { database, probe, answers } = databasesOf(consumer, POOL_SIZE, config, logger);
  const kafka = { brokers: config.CAUDAL_KAFKA_BROKERS, topicPrefix: config.CAUDAL_TOPIC_PREFIX, logger };
  const server = serverOf(kafka, contract, database, [Topics.seals.name]);
  const archive = archiveInto(database, consumer, () => systemClock.now());
  const group = new GroupCommit(archive, NOTHING_ARCHIVED, LIMITS);
  const watching = startWatching({
    consumer,
    server,
    standsOnPurpose: () => false,
    postgres: answers,
    limitMs: config.CAUDAL_WATCHDOG_SECONDS * 1_000,
    logger,
    end,
  });
  const publisher = connectPublisher({ ...kafka, clientId: `caudal-${consumer}-outside` });
  const stopSealing = startSealing({
    database,
    publisher,
    key: sealKeyOf(config.CAUDAL_SEAL_KEY),
    everyMs: config.CAUDAL_SEAL_SECONDS * 1_000,
    directory: config.CAUDAL_SEALS_DIR,
    now: () => systemClock.now(),
    logger,
  });
  const hideAge = showUnsealedAge(database, () => systemClock.now());
  const stopRedelivering = startRedelivering({
    database,
    publish: (record) => publisher.publish([record]),
    isRefusal: (error) => error instanceof RecordRefusedError,
    logger,
  });
  return {
    contract,
    server,
    project: archiveBatch(group, consumer, logger),
    ready: () => Promise.resolve(watching.readiness()),
    async close() {
      watching.stop();
      hideAge();
      await atMost(CLOSE_MS_MAX, Promise.all([stopSealing(), stopRedelivering()]));
      await atMost(CLOSE_MS_MAX, Promise.all([publisher.close(), database.close(), probe.close()]));
    },
  };
};
