import { ensureSource } from '#access';
import { openDatabase } from '#persistence';
import { runToEnd } from '../../../apps/local/src/processes/launch.js';
import { freePorts } from '../../../apps/local/src/servers/ports.js';
import type { Guard } from '../../../apps/local/src/processes/guard.js';
import { built } from './paths.js';
import type { Place, Side } from './side.js';
import type { Servers } from './servers.js';
import { startServer, throwawayKey } from './start.js';

const SLUG = 'bench';
const SECRET = 'whsec_bench_our_side';
const SECRETS_KEY = throwawayKey('secrets');

export const ourSide = (servers: Servers, guard: Guard): Side => {
  const envOf = (place: Place, port = 0): Record<string, string> => ({
    CAUDAL_PORT: String(port),
    CAUDAL_KAFKA_BROKERS: servers.brokers,
    CAUDAL_DATABASE_URL: place.databaseUrl,
    CAUDAL_TOPIC_PREFIX: place.topicPrefix,
    CAUDAL_LOG_LEVEL: 'warn',
  });
  const startApp = async (name: string, port: number, env: Readonly<Record<string, string>>) =>
    startServer(
      { name, main: `apps/${name}/src/main.js`, env, logDir: servers.logDir },
      `http://127.0.0.1:${port}/health/ready`,
      (status) => status === 200,
      guard,
    );
  return {
    name: 'ours',
    transfers: 'transfers.transfers',
    prepare: async (place) => {
      const program = {
        name: 'migrator',
        command: process.execPath,
        args: [built('apps/migrator/src/main.js')],
        // No passwords: the roles of a server that others use as well are left as they are.
        env: { ...envOf(place), CAUDAL_ROLE_PASSWORDS: '{}' },
        logFile: `${servers.logDir}/migrator.log`,
        stage: 'app',
        stopSignal: 'SIGTERM',
      } as const;
      await runToEnd(program, guard);
      const database = await openDatabase({ url: place.databaseUrl, app: 'bench', poolSize: 1 });
      const scheme = { slug: SLUG, provider: 'mono-colombia', scheme: 'mono-signature', livemode: true } as const;
      await ensureSource(database, { ...scheme, secret: SECRET }, Buffer.from(SECRETS_KEY, 'hex'));
      await database.close();
    },
    startIngress: async (place) => {
      const [port = 0] = await freePorts(1);
      const target = { host: '127.0.0.1', port, path: `/webhooks/${SLUG}`, secret: SECRET };
      const keys = { CAUDAL_SECRETS_KEY: SECRETS_KEY, CAUDAL_ATTESTATION_KEY: throwawayKey('attestation') };
      return { process: await startApp('ingress', port, { ...envOf(place, port), ...keys }), target };
    },
    startConsumer: async (place) => {
      const [port = 0] = await freePorts(1);
      return startApp('transfers', port, envOf(place, port));
    },
    progressOf: (events) => ({
      complete: events.length,
      // A round lasts a few seconds, and twelve rows are nothing to read: well under one percent.
      pollMs: 10,
      read: async (sql) => {
        // The checkpoint moves in the transaction that writes the rows, so it says how many records are in them.
        const [row] = await sql.query<{ count: number }>(
          'select coalesce(sum(next_offset), 0)::int as count from transfers.checkpoints',
        );
        return row?.count ?? 0;
      },
    }),
  };
};
