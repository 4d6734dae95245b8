import type { Readiness } from '#http';
import { atMost, reasonOf, systemClock } from '#kernel';
import { BatchingProducer, connectPublisher } from '#messaging';
import type { Logger } from '#observability';
import type { IngressConfig } from './config.js';
import { ByteBudget } from './listen/byte-budget.js';
import { Drain } from './listen/drain.js';
import { Quarantine } from './quarantine/quarantine.js';
import { countQuarantined, showQueueDepth, startMeters } from './receive-webhook/meters.js';
import { watchedProducer } from './receive-webhook/watched-producer.js';
import type { Receiving } from './receive-webhook/webhook.controller.js';
import { pollSources } from './sources/poll-sources.js';
import { SourceBook } from './sources/source-book.js';
import { composeSpool, type Spool } from './spool/compose-spool.js';

// The first record of a batch waits this long for others: a fifth of the CPU of one request a record, for a delay
// that is small beside a network's.
const WINDOW_MS = 4;

// A provider must have its answer well under two seconds, and the spool's 0.7 come on top. One is several times what a
// healthy broker needs.
const DEADLINE_MS = 1_000;

// Twice what one process can take in a second, the longest that a record waits; the memory is bounded by the bytes.
const QUEUE_MAX = 10_000;

// 256 of the largest bodies or 50,000 ordinary ones: far more than wait in a good second, small beside the heap.
const BODY_BYTES_AT_ONCE_MAX = 64 * 1024 * 1024;

// Several tries of the producer: who has failed with nothing for longer waits for an answer.
const FRESH_MS = 3_000;

/**
 * Everybody has an answer by then. What is left (a look at the database, a round of the relay) is waited for this long
 * at each step: behind a frozen database it would be 10 s and more, and supervisors kill after 15 to 30.
 */
const CLOSE_MS_MAX = 3_000;

/** Ingress without its web server: what the module binds, how it is doing, how it ends. */
export interface Ingress {
  readonly receiving: Receiving;
  readonly ready: () => Readiness;
  /** Call it when no request is under way any more. */
  close(): Promise<void>;
}

/** Binds the ports to Kafka and PostgreSQL. It waits for neither: both may be away when ingress starts. */
export const composeIngress = (config: IngressConfig, logger: Logger): Ingress => {
  startMeters();
  const kafka = {
    brokers: config.CAUDAL_KAFKA_BROKERS,
    topicPrefix: config.CAUDAL_TOPIC_PREFIX,
    logger,
  };
  const publisher = connectPublisher({ ...kafka, clientId: 'caudal-ingress' });
  /** What a publish last failed with, and when: an earlier outage's is no cause of this one. */
  let failed = { reason: '', atMs: -Infinity };
  const producer = new BatchingProducer(publisher, {
    windowMs: WINDOW_MS,
    queueMax: QUEUE_MAX,
    deadlineMs: DEADLINE_MS,
    onFailure: (error) => {
      failed = { reason: reasonOf(error), atMs: performance.now() };
    },
  });
  const spool = composeSpool({
    databaseUrl: config.CAUDAL_DATABASE_URL,
    kafka,
    producer,
    brokerFailure: () => (performance.now() - failed.atMs < FRESH_MS ? failed.reason : undefined),
    logger,
  });
  const attestationKey = config.CAUDAL_ATTESTATION_KEY;
  const quarantinePublisher = connectPublisher({ ...kafka, clientId: 'caudal-ingress-quarantine' });
  const quarantine = new Quarantine({
    publisher: quarantinePublisher,
    attestationKey,
    clock: systemClock,
    count: countQuarantined,
  });
  const book = new SourceBook();
  const stopPolling = pollSources({
    url: config.CAUDAL_DATABASE_URL,
    key: config.CAUDAL_SECRETS_KEY,
    book,
    logger,
  });
  const drain = new Drain();

  return {
    receiving: {
      ports: {
        sources: book,
        producer: watchedProducer(spool, { logger, showDepth: showQueueDepth, cause: () => spool.failure() }),
        quarantine,
        clock: systemClock,
        attestationKey,
      },
      budget: new ByteBudget(BODY_BYTES_AT_ONCE_MAX),
      drain,
    },
    ready: () => readinessOf(book, drain, publisher.connected, spool),
    async close() {
      const courtesy = (work: Promise<unknown>): Promise<void> => atMost(CLOSE_MS_MAX, work);
      await courtesy(Promise.all([stopPolling(), producer.close(), quarantine.close()]));
      await courtesy(spool.close());
      await courtesy(Promise.all([publisher.close(), quarantinePublisher.close()]));
    },
  };
};

/**
 * A broker that is away does not make ingress unready. All replicas stand before the same broker: a load balancer that
 * takes them out together answers by itself, without a `Retry-After`, and the first good probe afterwards comes later
 * than the broker. What ingress last heard of the broker, and what the spool holds meanwhile, is told for people.
 */
const readinessOf = (book: SourceBook, drain: Drain, brokerAcknowledges: boolean, spool: Spool): Readiness => {
  const waitingOn = [...(book.loaded ? [] : ['postgres']), ...(drain.draining ? ['shutdown'] : [])];
  return {
    ready: waitingOn.length === 0,
    waitingOn,
    details: { sources: book.size, broker_acknowledged_last: brokerAcknowledges, ...spool.details() },
  };
};
