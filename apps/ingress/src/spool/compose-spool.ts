import { connectPublisher, type KafkaOptions, type OutgoingRecord } from '#messaging';
import { reasonOf } from '#kernel';
import type { Logger } from '#observability';
import { lazyDatabase, type Database } from '#persistence';
import { Circuit } from './circuit.js';
import { keeper, type Keeping, type SpoolLimits } from './keep.js';
import { countSpooled, countUnspooled, showCircuit } from './meters.js';
import { startRelay } from './relay.js';
import { insertSpooled, relayRound, spooledTopics, standingOf } from './spool-store.js';
import { SpoolWriter } from './spool-writer.js';
import { watchSpool } from './watch-spool.js';

// With the broker's second this keeps an answer under two seconds on a machine that is busy to the brim: 0.3 s are left
// for its queues. A healthy database commits in a thirtieth of it. Who did not wait for the broker may wait
// longer: a database that stalls for a moment is then noticed by nobody.
const LIMITS: SpoolLimits = { afterBrokerMs: 700, straightMs: 1_200 };

// More than wait in 1.2 seconds of what one process can take in an outage. Their bodies are within the budget of
// bodies, since nobody is answered before they are kept or refused.
const WAITING_MAX = 5_000;

// Some 3 GB on the database's disk: an hour of 300 a second, four days of 3. Beyond it the provider keeps what is sent,
// which it does for 8 hours at least; a full disk would stop every context along with ingress.
const RECORDS_MAX = 1_000_000;

// A broker that was killed is back within 15 s, so a half-second more to notice it is little; each try costs one record
// that is there twice at most.
const PROBE_EVERY_MS = 500;

// A statement that hangs, or a connection that is not made, is given up in time for another try.
const WRITER_STATEMENT_TIMEOUT_MS = 700;
const WRITER_CLIENT_TIMEOUT_MS = 800;

// One statement at a time, and a second connection for the moment when the first is found to be broken.
const WRITER_POOL_SIZE = 2;

// One for the round that waits for Kafka, one for the looks at the table.
const RELAY_POOL_SIZE = 2;

// A round reads and removes 500 rows by their key, a look counts a million at most.
const RELAY_STATEMENT_TIMEOUT_MS = 10_000;

export interface SpoolOptions {
  readonly databaseUrl: string;
  readonly kafka: Omit<KafkaOptions, 'clientId'>;
  readonly producer: Keeping['producer'];
  /** What the broker, or the way to it, last failed with. */
  readonly brokerFailure: () => string | undefined;
  readonly logger: Logger;
}

/** The way to the broker with the spool beside it. */
export interface Spool {
  readonly depth: number;
  send(record: OutgoingRecord): Promise<void>;
  /** What the spool, or the way to it, last failed with. */
  failure(): string | undefined;
  /** For people: the circuit, and how much stands in the spool. */
  details(): Readonly<Record<string, unknown>>;
  /** Ends after what waits is kept or refused and the relay's round is over. */
  close(): Promise<void>;
}

/**
 * Puts the spool beside a producer. It has pools and a connection to Kafka of its own: nothing of it is on the way of
 * a webhook while the broker keeps its deadline, and a relay that waits for Kafka does not hold up a writer.
 */
export const composeSpool = ({ databaseUrl, kafka, producer, brokerFailure, logger }: SpoolOptions): Spool => {
  const writerDatabase = writerPool(databaseUrl);
  const relayDatabase = relayPool(databaseUrl);
  const relayPublisher = connectPublisher({ ...kafka, clientId: 'caudal-ingress-relay' });
  const circuit = new Circuit({
    probeEveryMs: PROBE_EVERY_MS,
    now: () => performance.now(),
    onTurn: (state, topic) => {
      showCircuit(state === 'open');
      if (state === 'closed') logger.info({ topic }, 'The broker takes webhooks again');
      else logger.warn({ topic, cause: brokerFailure() }, 'The broker missed its deadline: webhooks go to the spool');
    },
  });
  showCircuit(false);
  const watch = watchSpool({
    standing: async () => {
      // Through the writer's pool too, so that its connection is there, and known to work, in the moment of need: an
      // idle one is closed after ten seconds, and to build it anew is a good part of the deadline on a busy machine.
      await writerDatabase.query('select 1').catch(() => undefined);
      return standingOf(relayDatabase);
    },
    logger,
  });
  let failure: string | undefined;
  const writer = new SpoolWriter({
    insert: (records) =>
      insertSpooled(writerDatabase, records).catch((error: unknown) => {
        failure = reasonOf(error);
        throw error;
      }),
    waitingMax: WAITING_MAX,
    hasRoom: () => watch.records < RECORDS_MAX,
    onSpooled: (count) => {
      countSpooled(count);
      watch.changed(count);
    },
  });
  const stopRelay = startRelay({
    topics: () => spooledTopics(relayDatabase),
    round: (round) => relayRound(relayDatabase, round),
    publish: (records) => relayPublisher.publish(records),
    onRelayed: (topic, count) => {
      countUnspooled(count);
      watch.changed(-count);
      circuit.tryNext(topic);
    },
    logger,
  });
  const keeping = keeper({ producer, spool: writer, circuit, limits: LIMITS });

  return {
    get depth() {
      return keeping.depth;
    },
    send: (record) => keeping.send(record),
    failure: () => failure,
    details: () => ({
      circuit: circuit.openTopics.length > 0 ? 'open' : 'closed',
      ...(circuit.openTopics.length > 0 && { spooling: circuit.openTopics }),
      // With the broker away as well nothing is kept, and every webhook is answered 503.
      ...(writer.failing && { spool_fails_with: failure }),
      spooled: watch.records,
    }),
    async close() {
      await Promise.all([writer.close(), stopRelay(), watch.stop()]);
      await Promise.all([writerDatabase.close(), relayDatabase.close(), relayPublisher.close()]);
    },
  };
};

const writerPool = (url: string): Database =>
  lazyDatabase({
    url,
    app: 'ingress-spool',
    poolSize: WRITER_POOL_SIZE,
    connectTimeoutMs: WRITER_STATEMENT_TIMEOUT_MS,
    statementTimeoutMs: WRITER_STATEMENT_TIMEOUT_MS,
    clientTimeoutMs: WRITER_CLIENT_TIMEOUT_MS,
    flushCommits: true,
  });

const relayPool = (url: string): Database =>
  lazyDatabase({
    url,
    app: 'ingress-relay',
    poolSize: RELAY_POOL_SIZE,
    statementTimeoutMs: RELAY_STATEMENT_TIMEOUT_MS,
  });
