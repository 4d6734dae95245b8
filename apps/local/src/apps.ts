import { join } from 'node:path';
import type { Env } from '#config';
import { roleUrl } from '#persistence';
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

export type AppName = 'ingress' | 'transfers' | 'api' | 'simulator';

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

/** Every app that `npm start` runs, in the order in which they are started. */
export const APPS: readonly App[] = [
  {
    name: 'ingress',
    port: 0,
    settings: (surroundings) => ({
      ...ownDatabase('ingress', surroundings),
      CAUDAL_SECRETS_KEY: surroundings.installation.secretsKey,
      CAUDAL_ATTESTATION_KEY: surroundings.installation.attestationKey,
    }),
  },
  { name: 'transfers', port: 11, settings: (surroundings) => ownDatabase('transfers', surroundings) },
  { name: 'api', port: 100, settings: (surroundings) => ownDatabase('api', surroundings) },
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
export const ROLES = ['ingress', 'transfers', 'api'];

/** Where the embedded servers listen, added to the port base: among the apps, so that one number moves everything. */
export const SERVER_PORTS = { postgres: 50, kafka: 92, kafkaController: 93 } as const;

export const portOf = (portBase: number, name: AppName): number =>
  portBase + (APPS.find((app) => app.name === name)?.port ?? 0);

export const urlOf = (portBase: number, name: AppName): string => `http://127.0.0.1:${portOf(portBase, name)}`;

/** A cold start takes two seconds; four at once on two busy cores take several times that. */
const READY_MS = 60_000;
const PROBE_MS = 2_000;

export const appPart = (name: AppName, surroundings: Surroundings, guard: Guard): Part => {
  const { dist, logDir, env, portBase, kafkaBrokers } = surroundings;
  const app = APPS.find((candidate) => candidate.name === name);
  return {
    name,
    readyMs: READY_MS,
    isReady: () => answersOk(`${urlOf(portBase, name)}/health/ready`),
    launch: () =>
      launch(
        {
          name,
          command: process.execPath,
          args: ['--disable-warning=TimeoutNegativeWarning', '--enable-source-maps', mainOf(dist, name)],
          env: {
            ...env,
            CAUDAL_HOST: '127.0.0.1',
            CAUDAL_PORT: String(portOf(portBase, name)),
            CAUDAL_KAFKA_BROKERS: kafkaBrokers.join(','),
            ...app?.settings(surroundings),
          },
          logFile: join(logDir, `${name}.log`),
          stage: 'app',
          stopSignal: 'SIGTERM',
        },
        guard,
      ),
  };
};

export const mainOf = (dist: string, app: string): string => join(dist, 'apps', app, 'src/main.js');

const answersOk = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};
