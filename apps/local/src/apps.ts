import { join } from 'node:path';
import type { Env } from '#config';
import { Consumers, contextConsumers } from '#contracts';
import { roleUrl } from '#persistence';
import { healthOf } from './app-health.js';
import type { Guard } from './processes/guard.js';
import { launch } from './processes/launch.js';
import type { Part } from './processes/part.js';
import { sourcesOf } from './demo-sources.js';
import type { Installation } from './state/installation.js';

/** What the apps meet in. */
export interface Surroundings {
  readonly dist: string;
  readonly logDir: string;
  readonly env: Env;
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly portBase: number;
  readonly installation: Installation;
}

export type AppName = 'ingress' | ConsumerName | 'api' | 'simulator';

/** The apps that read the raw topics: those that fold one into a context, and the archive. */
export type ConsumerName = keyof typeof Consumers;

interface App {
  readonly name: AppName;
  /** Added to the port base. */
  readonly port: number;
  /** What it needs besides host, port and broker: its own database role, keys, or what only it knows. */
  settings(surroundings: Surroundings): Env;
}

const ownDatabase = (name: string, { databaseUrl, installation }: Surroundings): Env => ({
  CAUDAL_DATABASE_URL: roleUrl(databaseUrl, name, installation.rolePasswords[name] ?? ''),
});

const proofKeysOf = ({ installation }: Surroundings): Env => ({
  CAUDAL_SECRETS_KEY: installation.secretsKey,
  CAUDAL_ATTESTATION_KEY: installation.attestationKey,
});

/** Seals lie beside the logs, outside the database. */
const sealingOf = ({ installation, logDir }: Surroundings): Env => ({
  CAUDAL_SEAL_KEY: installation.sealKey,
  CAUDAL_SEALS_DIR: join(logDir, '../seals'),
});

/** What an app listens on, less this, is added to the port base. */
const FIRST_PORT = 4100;

const CONSUMER_APPS = Object.keys(Consumers) as readonly ConsumerName[];

/** Those whose folds make what is read: the live line tells of them. */
export const CONTEXT_APPS = CONSUMER_APPS.filter((name) => contextConsumers.some((one) => one.name === name));

/** Every app that `npm start` runs, in the order in which they are started. */
export const APPS: readonly App[] = [
  {
    name: 'ingress',
    port: 0,
    settings: (surroundings) => ({
      ...ownDatabase('ingress', surroundings),
      ...proofKeysOf(surroundings),
    }),
  },
  ...CONSUMER_APPS.map((name) => ({
    name,
    port: Consumers[name].port - FIRST_PORT,
    settings: (surroundings: Surroundings) => ({
      ...ownDatabase(name, surroundings),
      ...(name === 'journal' && sealingOf(surroundings)),
    }),
  })),
  {
    name: 'api',
    port: 100,
    // The keys with which stored deliveries are verified again.
    settings: (surroundings) => ({ ...ownDatabase('api', surroundings), ...proofKeysOf(surroundings) }),
  },
  {
    name: 'simulator',
    port: 200,
    settings: ({ portBase, installation }) => ({
      CAUDAL_INGRESS_URL: urlOf(portBase, 'ingress'),
      CAUDAL_SIMULATOR_SOURCES: JSON.stringify(sourcesOf(installation)),
    }),
  },
];

/** Database roles that need a password. */
export const ROLES = ['ingress', ...CONSUMER_APPS, 'api'];

/** Where the embedded servers listen, added to the port base: among the apps, so that one number moves everything. */
export const SERVER_PORTS = { postgres: 50, kafka: 92, kafkaController: 93 } as const;

export const portOf = (portBase: number, name: AppName): number =>
  portBase + (APPS.find((app) => app.name === name)?.port ?? 0);

export const urlOf = (portBase: number, name: AppName): string => `http://127.0.0.1:${portOf(portBase, name)}`;

/** A cold start takes two seconds; four at once on two busy cores take several times that. */
const READY_MS = 60_000;

/** One process of an app where it has several, or one that is not quite as it is built. */
export interface AppVariant {
  /** How this process is called; its log too. */
  readonly label?: string;
  readonly port?: number;
  /** Options of Node itself, such as a module that is loaded first. */
  readonly nodeOptions?: readonly string[];
}

export const appPart = (
  name: AppName,
  surroundings: Surroundings,
  guard: Guard,
  { label = name, port = portOf(surroundings.portBase, name), nodeOptions = [] }: AppVariant = {},
): Part => {
  const { dist, logDir, env, kafkaBrokers } = surroundings;
  const app = APPS.find((candidate) => candidate.name === name);
  return {
    name: label,
    readyMs: READY_MS,
    isReady: async () => (await healthOf(`http://127.0.0.1:${port}`)).up,
    launch: (restarts) =>
      launch(
        {
          name: label,
          command: process.execPath,
          args: [
            '--disable-warning=TimeoutNegativeWarning',
            '--enable-source-maps',
            ...nodeOptions,
            mainOf(dist, name),
          ],
          env: {
            ...env,
            CAUDAL_HOST: '127.0.0.1',
            CAUDAL_PORT: String(port),
            CAUDAL_KAFKA_BROKERS: kafkaBrokers.join(','),
            CAUDAL_RESTARTS: String(restarts),
            ...app?.settings(surroundings),
          },
          logFile: join(logDir, `${label}.log`),
          stage: 'app',
          stopSignal: 'SIGTERM',
        },
        guard,
      ),
  };
};

export const mainOf = (dist: string, app: string): string => join(dist, 'apps', app, 'src/main.js');
