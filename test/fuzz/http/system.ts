import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ensureSource } from '#access';
import { openDatabase } from '#persistence';
import type { Guard } from '../../../apps/local/src/processes/guard.js';
import { runToEnd, type Running } from '../../../apps/local/src/processes/launch.js';
import { freePorts } from '../../../apps/local/src/servers/ports.js';
import { built } from '../../load/system/paths.js';
import { openServers } from '../../load/system/servers.js';
import { COLLECTING } from '../../load/measure/held-memory.js';
import { startServer } from '../../load/system/start.js';
import { SOURCES } from './sources.js';

/** Ingress as a process of its own, over a real Kafka and a real PostgreSQL. */
export interface SystemUnderFire {
  readonly ingress: Running;
  readonly port: number;
  readonly kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string };
  /** The end of its log. */
  logged(): string;
  stop(): Promise<void>;
}

const LOG_SHOWN_MAX = 2_000;

const SECRETS_KEY = createHash('sha256').update('fuzz secrets').digest();
const ATTESTATION_KEY = createHash('sha256').update('fuzz attestation').digest();

/** Starts what is not given; names of its own keep it apart from whoever else uses a given server. */
export const startSystem = async (
  given: { readonly kafka: string | undefined; readonly database: string | undefined },
  guard: Guard,
): Promise<SystemUnderFire> => {
  const servers = await openServers(given, guard);
  try {
    const name = `fuzz_${randomBytes(4).toString('hex')}`;
    const databaseUrl = await servers.createDatabase(name);
    const topicPrefix = `${name}.`;
    const [port = 0] = await freePorts(1);
    const env = {
      CAUDAL_PORT: String(port),
      CAUDAL_KAFKA_BROKERS: servers.brokers,
      CAUDAL_DATABASE_URL: databaseUrl,
      CAUDAL_TOPIC_PREFIX: topicPrefix,
      CAUDAL_LOG_LEVEL: 'warn',
      CAUDAL_SECRETS_KEY: SECRETS_KEY.toString('hex'),
      CAUDAL_ATTESTATION_KEY: ATTESTATION_KEY.toString('hex'),
      // No passwords: the roles of a server that others use as well are left as they are.
      CAUDAL_ROLE_PASSWORDS: '{}',
    };
    const args = [built('apps/migrator/src/main.js')];
    const logFile = `${servers.logDir}/migrator.log`;
    const migrator = { name: 'migrator', command: process.execPath, args, env, logFile } as const;
    await runToEnd({ ...migrator, stage: 'app', stopSignal: 'SIGTERM' }, guard);
    await seed(databaseUrl);
    const ingress = await startServer(
      {
        ...{ name: 'ingress', main: 'apps/ingress/src/main.js', nodeOptions: COLLECTING },
        ...{ env, logDir: servers.logDir },
      },
      `http://127.0.0.1:${String(port)}/health/ready`,
      (status) => status === 200,
      guard,
    );
    const stop = async (): Promise<void> => {
      await ingress.stop();
      await servers.close();
    };
    const logged = (): string =>
      readFileSync(`${servers.logDir}/ingress.log`, 'utf8').slice(-LOG_SHOWN_MAX) || 'nothing';
    return { ingress, port, kafka: { brokers: servers.brokers.split(','), topicPrefix }, logged, stop };
  } catch (error) {
    await servers.close();
    throw error;
  }
};

const seed = async (url: string): Promise<void> => {
  const database = await openDatabase({ url, app: 'fuzz', poolSize: 1 });
  try {
    for (const [provider, { slug, scheme, secret }] of Object.entries(SOURCES)) {
      const source = { slug, provider: provider as keyof typeof SOURCES, scheme, livemode: true, secret };
      await ensureSource(database, source, SECRETS_KEY);
    }
  } finally {
    await database.close();
  }
};
