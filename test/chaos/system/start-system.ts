import { rmSync } from 'node:fs';
import { invariant } from '#kernel';
import { lazyDatabase, type Database } from '#persistence';
import { Consumers } from '#contracts';
import {
  appPart,
  ROLES,
  type AppName,
  type AppVariant,
  type ConsumerName,
  type Surroundings,
} from '../../../apps/local/src/apps.js';
import { DEMO_SOURCES } from '../../../apps/local/src/demo-sources.js';
import { migrate } from '../../../apps/local/src/migrate.js';
import { startGuard, type Guard } from '../../../apps/local/src/processes/guard.js';
import type { Running } from '../../../apps/local/src/processes/launch.js';
import { startPart, type Part } from '../../../apps/local/src/processes/part.js';
import { seedDemo } from '../../../apps/local/src/seed.js';
import { freePorts } from '../../../apps/local/src/servers/ports.js';
import { loadInstallation, type Installation } from '../../../apps/local/src/state/installation.js';
import { ROOT } from '../../load/system/paths.js';
import type { Contexts } from '../../../apps/simulator/src/bank/bank.js';
import type { Tale } from '../tale.js';
import { KeptPart } from './keep-part.js';
import { makePlaces, type Places } from './places.js';
import { serverParts } from './servers.js';

/** The running system, each part of it to be killed. */
export interface ChaosSystem {
  readonly kafka: KeptPart;
  readonly postgres: KeptPart;
  readonly ingress: KeptPart;
  readonly transfers: KeptPart;
  /** Every consumer that runs, that of transfers among them. */
  readonly consumers: ReadonlyMap<ConsumerName, KeptPart>;
  readonly api: KeptPart;
  readonly ingressUrl: string;
  readonly apiUrl: string;
  readonly transfersUrl: string;
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** Where its keys and seals are, as `npm start` keeps them. */
  readonly stateDir: string;
  readonly logDir: string;
  readonly installation: Installation;
  /** The administrator's view of the tables. */
  readonly admin: Database;
  /** Starts one more process of an app, on a port of its own and without supervision; it ends with the system. */
  readonly startAnother: (app: AppName, variant: AppVariant) => Promise<Running>;
  /** Whatever happened: every process ends, and the files go unless they are wanted. */
  close(keepFiles: boolean): Promise<void>;
}

interface Stoppable {
  stop(): Promise<void>;
}

export interface SystemOptions {
  readonly tale: Tale;
  readonly signal: AbortSignal;
  /** Whose consumers run: that of transfers alone, or all of them. */
  readonly contexts: Contexts;
  /** Options of Node for every app. */
  readonly appOptions?: readonly string[];
  /** More of them for the consumers: how a mutation comes in. */
  readonly consumerOptions?: readonly string[];
  /** Done when the tables are there and no app runs. */
  readonly prepare?: (admin: Database) => Promise<void>;
}

/** Starts servers and apps as `npm start` does, on ports and in a folder of their own. @throws Problem */
export const startSystem = async (options: SystemOptions): Promise<ChaosSystem> => {
  const places = makePlaces();
  const guard = startGuard();
  const started: Started = { apps: [], servers: [], admin: undefined };
  const close = async (keepFiles: boolean): Promise<void> => {
    // Apps before the servers that they talk to.
    await Promise.all(started.apps.map((app) => app.stop()));
    await started.admin?.close();
    await Promise.all(started.servers.map((server) => server.stop()));
    guard.close();
    if (!keepFiles) rmSync(places.home, { recursive: true, force: true });
  };
  try {
    const running = await startAll(options, places, guard, started);
    return { ...running, stateDir: places.home, logDir: places.logDir, close };
  } catch (error) {
    await close(!options.signal.aborted);
    throw error;
  }
};

const EVERY_CONSUMER = Object.keys(Consumers) as readonly ConsumerName[];

/** Often enough that a seal is on its way when the journal, the database or the broker dies. */
const SEAL_S = 5;

/** What was started so far. */
interface Started {
  readonly apps: Stoppable[];
  readonly servers: Stoppable[];
  admin: Database | undefined;
}

const startAll = async (
  { tale, signal, contexts, appOptions = [], consumerOptions = [], prepare }: SystemOptions,
  places: Places,
  guard: Guard,
  started: Started,
): Promise<Omit<ChaosSystem, 'stateDir' | 'logDir' | 'close'>> => {
  const keep = async (part: Part, among: Stoppable[]): Promise<KeptPart> => {
    const kept = await KeptPart.start(part, tale, signal);
    among.push(kept);
    return kept;
  };
  const slugs = DEMO_SOURCES.map(({ slug }) => slug);
  const installation = loadInstallation(`${places.home}/state.json`, ROLES, slugs);
  const servers = await serverParts(places, installation.databasePassword, guard);
  const { brokers, databaseUrl } = servers;
  const [kafka, postgres] = await together([
    keep(servers.kafka, started.servers),
    keep(servers.postgres, started.servers),
  ]);
  await servers.createDatabase();
  const env = { ...places.env, CAUDAL_LOG_LEVEL: 'info', CAUDAL_SEAL_SECONDS: String(SEAL_S) };
  const surroundings: Surroundings = {
    ...{ dist: `${ROOT}dist`, logDir: places.logDir, env, portBase: 0 },
    ...{ databaseUrl, kafkaBrokers: brokers, installation },
  };
  await migrate(surroundings, guard);
  await seedDemo(databaseUrl, { ...installation, secretsKey: Buffer.from(installation.secretsKey, 'hex') });
  const admin = lazyDatabase({ url: databaseUrl, app: 'chaos', poolSize: 2 });
  started.admin = admin;
  await prepare?.(admin);

  const names = contexts === 'all' ? EVERY_CONSUMER : (['transfers'] as const);
  const [ingressPort = 0, apiPort = 0, ...consumerPorts] = await freePorts(2 + names.length);
  const app = (name: AppName, variant: AppVariant): Part => appPart(name, surroundings, guard, variant);
  const portOfConsumer = new Map(names.map((name, index) => [name, consumerPorts[index] ?? 0]));
  const consumers = new Map<ConsumerName, KeptPart>();
  const [ingress, api] = await together([
    keep(app('ingress', { port: ingressPort, nodeOptions: appOptions }), started.apps),
    keep(app('api', { port: apiPort, nodeOptions: appOptions }), started.apps),
    ...[...portOfConsumer].map(async ([name, port]) => {
      const kept = await keep(app(name, { port, nodeOptions: [...appOptions, ...consumerOptions] }), started.apps);
      consumers.set(name, kept);
      return kept;
    }),
  ]);
  const transfers = consumers.get('transfers');
  invariant(transfers, 'the consumer of transfers always runs');
  return {
    ...{ kafka, postgres, ingress, transfers, consumers, api, brokers, databaseUrl, installation, admin },
    ingressUrl: `http://127.0.0.1:${ingressPort}`,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    transfersUrl: `http://127.0.0.1:${portOfConsumer.get('transfers') ?? 0}`,
    startAnother: async (name, variant) => {
      const [port = 0] = await freePorts(1);
      const running = await startPart(app(name, { port, ...variant }));
      started.apps.push(running);
      return running;
    },
  };
};

/** All are waited for, so that one that fails leaves the others known and stopped. */
const together = async <T extends readonly [Promise<KeptPart>, ...Promise<KeptPart>[]]>(
  parts: readonly [...T],
): Promise<{ [Index in keyof T]: KeptPart }> => {
  const all: readonly Promise<KeptPart>[] = parts;
  const failed = (await Promise.allSettled(all)).find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(parts);
};
