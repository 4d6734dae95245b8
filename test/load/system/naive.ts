import { Topics } from '#contracts';
import { freePorts } from '../../../apps/local/src/servers/ports.js';
import type { Guard } from '../../../apps/local/src/processes/guard.js';
import { createPlace } from '../naive/create-place.js';
import type { Place, Side } from './side.js';
import type { Servers } from './servers.js';
import { startMain, startServer } from './start.js';

const SECRET = 'whsec_bench_naive_side';

/** As many connections as the transfers app opens: one a partition and a few more. */
const POOL_SIZE = 16;

/** `partitionsAtOnce` is 1 as the client library has it by default; more of them is the first thing one would tune. */
export const naiveSide = (servers: Servers, guard: Guard, partitionsAtOnce = 1): Side => {
  const topicOf = (place: Place): string => `${place.topicPrefix}naive-transfers`;
  const envOf = (place: Place): Record<string, string> => ({
    CAUDAL_KAFKA_BROKERS: servers.brokers,
    CAUDAL_DATABASE_URL: place.databaseUrl,
    NAIVE_TOPIC: topicOf(place),
    // A group for each database: a round with fresh tables reads the topic from its start.
    NAIVE_GROUP: `naive${new URL(place.databaseUrl).pathname.replace('/', '-')}`,
    NAIVE_SECRET: SECRET,
    NAIVE_POOL_SIZE: String(POOL_SIZE),
    NAIVE_PARTITIONS_AT_ONCE: String(partitionsAtOnce),
  });
  return {
    name: 'naive',
    transfers: 'naive.transfers',
    prepare: (place) =>
      createPlace({
        brokers: servers.brokers.split(','),
        topic: topicOf(place),
        partitions: Topics.transfers.partitions,
        databaseUrl: place.databaseUrl,
      }),
    startIngress: async (place) => {
      const [port = 0] = await freePorts(1);
      const target = { host: '127.0.0.1', port, path: '/webhooks/bench', secret: SECRET };
      const main = 'test/load/naive/ingress/main.js';
      const env = { ...envOf(place), CAUDAL_PORT: String(port) };
      // It has no health route: any answer, such as 404, means that its producer is connected and it listens.
      const start = { name: 'naive-ingress', main, env, logDir: servers.logDir };
      const process = await startServer(start, `http://127.0.0.1:${port}/`, () => true, guard);
      return { process, target };
    },
    startConsumer: (place) => {
      const main = 'test/load/naive/consumer/main.js';
      return startMain({ name: 'naive-consumer', main, env: envOf(place), logDir: servers.logDir }, guard);
    },
    progressOf: (events) => {
      const lastOfEach = new Map(events.map((event) => [event.transferId, event.updatedAt]));
      const times = [...lastOfEach.values()];
      return {
        complete: times.length,
        // A round lasts about ten seconds: one percent, for a question that costs milliseconds.
        pollMs: 100,
        read: async (sql) => {
          // It keeps no position beside its rows: done is when every transfer shows its last webhook.
          const [row] = await sql.query<{ count: number }>(
            'select count(*)::int as count from naive.transfers where "updatedAt" = any($1::timestamptz[])',
            [times],
          );
          return row?.count ?? 0;
        },
      };
    },
  };
};
