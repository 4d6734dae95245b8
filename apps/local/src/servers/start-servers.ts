import { join } from 'node:path';
import type { Env } from '#config';
import { openDatabase } from '#persistence';
import { SERVER_PORTS } from '../apps.js';
import type { Guard } from '../processes/guard.js';
import { keepRunning, type Keeping, type Kept } from '../processes/keep-running.js';
import type { Settings } from '../settings.js';
import { kafkaPart } from './kafka.js';
import { postgresPart, postgresUrl } from './postgres.js';

export interface Servers {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
}

export interface ServerPlaces {
  readonly kafkaHome: string;
  readonly logDir: string;
  readonly env: Env;
  readonly databasePassword: string;
}

const DATABASE = 'caudal';

/** Starts the embedded servers side by side, but for those that the settings replace. */
export const startServers = async (
  settings: Settings,
  places: ServerPlaces,
  guard: Guard,
  keeping: Keeping,
  keep: (kept: Kept) => void,
): Promise<Servers> => {
  const { portBase, stateDir } = settings;
  const { logDir, env } = places;
  const postgres = async (): Promise<string> => {
    if (settings.databaseUrl !== undefined) return settings.databaseUrl;
    const port = portBase + SERVER_PORTS.postgres;
    const password = places.databasePassword;
    const files = { dataDir: join(stateDir, 'postgres'), logFile: join(logDir, 'postgres.log') };
    keep(await keepRunning(postgresPart({ ...files, port, password, env }, guard), keeping));
    await ensureDatabase(postgresUrl(port, password, 'postgres'));
    return postgresUrl(port, password, DATABASE);
  };
  const kafka = async (): Promise<readonly string[]> => {
    if (settings.kafkaBrokers !== undefined) return settings.kafkaBrokers;
    const port = portBase + SERVER_PORTS.kafka;
    const listeners = { port, controllerPort: portBase + SERVER_PORTS.kafkaController };
    const files = { dataDir: join(stateDir, 'kafka'), logFile: join(logDir, 'kafka.log'), home: places.kafkaHome };
    const options = { ...listeners, ...files, java: settings.java, fsync: settings.fsync, env };
    keep(await keepRunning(kafkaPart(options, guard), keeping));
    return [`127.0.0.1:${port}`];
  };
  // Both are waited for, so that one that fails leaves the other known and stopped.
  const [database, brokers] = await Promise.allSettled([postgres(), kafka()]);
  if (database.status === 'rejected') throw database.reason;
  if (brokers.status === 'rejected') throw brokers.reason;
  return { databaseUrl: database.value, kafkaBrokers: brokers.value };
};

const ensureDatabase = async (adminUrl: string): Promise<void> => {
  const admin = await openDatabase({ url: adminUrl, app: 'local', poolSize: 1 });
  try {
    const [known] = await admin.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (!known) await admin.query(`create database ${DATABASE}`);
  } finally {
    await admin.close();
  }
};
