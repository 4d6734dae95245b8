import type { Readiness } from '#http';
import { systemClock } from '#kernel';
import { BatchingProducer, connectPublisher } from '#messaging';
import type { Logger } from '#observability';
import type { IngressConfig } from './config.js';
import { ByteBudget } from './listen/byte-budget.js';
import { Drain } from './listen/drain.js';
import { Quarantine } from './quarantine/quarantine.js';
import { countQuarantined, showQueueDepth } from './receive-webhook/meters.js';
import { watchedProducer } from './receive-webhook/watched-producer.js';
import type { Receiving } from './receive-webhook/webhook.controller.js';
import { pollSources } from './sources/poll-sources.js';
import { SourceBook } from './sources/source-book.js';

// The first record of a batch waits this long for others: a fifth of the CPU of one request a record, for a delay
// that is small beside a network's.
const WINDOW_MS = 4;

// A provider must have its answer well under two seconds. One is several times what a healthy broker needs.
const DEADLINE_MS = 1_000;

// Twice what one process can take in a second, the longest that a record waits; the memory is bounded by the bytes.
const QUEUE_MAX = 10_000;

// 256 of the largest bodies or 50,000 ordinary ones: far more than wait in a good second, small beside the heap.
const BODY_BYTES_AT_ONCE_MAX = 64 * 1024 * 1024;

/** Ingress without its web server: what the module binds, how it is doing, how it ends. */
export interface Ingress {
  readonly receiving: Receiving;
  readonly ready: () => Readiness;
  /** Call it when no request is under way any more. */
  close(): Promise<void>;
}

/** Binds the ports to Kafka and PostgreSQL. It waits for neither: both may be away when ingress starts. */
export const composeIngress = (config: IngressConfig, logger: Logger): Ingress => {
  const kafka = {
    brokers: config.CAUDAL_KAFKA_BROKERS,
    topicPrefix: config.CAUDAL_TOPIC_PREFIX,
    logger,
  };
  const publisher = connectPublisher({ ...kafka, clientId: 'caudal-ingress' });
  let cause: string | undefined;
  const producer = new BatchingProducer(publisher, {
    windowMs: WINDOW_MS,
    queueMax: QUEUE_MAX,
    deadlineMs: DEADLINE_MS,
    onFailure: (error) => {
      cause = error.message;
    },
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
        producer: watchedProducer(producer, { logger, showDepth: showQueueDepth, cause: () => cause }),
        quarantine,
        clock: systemClock,
        attestationKey,
      },
      budget: new ByteBudget(BODY_BYTES_AT_ONCE_MAX),
      drain,
    },
    ready: () => readinessOf(book, drain, publisher.connected),
    async close() {
      await stopPolling();
      await Promise.all([producer.close(), quarantine.close()]);
      await Promise.all([publisher.close(), quarantinePublisher.close()]);
    },
  };
};

/**
 * A broker that is away does not make ingress unready. All replicas stand before the same broker: a load balancer that
 * takes them out together answers by itself, without a `Retry-After`, and the first good probe afterwards comes later
 * than the broker. What ingress last heard of the broker is told for people.
 */
const readinessOf = (book: SourceBook, drain: Drain, brokerAcknowledges: boolean): Readiness => {
  const waitingOn = [...(book.loaded ? [] : ['postgres']), ...(drain.draining ? ['shutdown'] : [])];
  return {
    ready: waitingOn.length === 0,
    waitingOn,
    details: { sources: book.size, broker_acknowledged_last: brokerAcknowledges },
  };
};
