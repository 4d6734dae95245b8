import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import { loadConfig } from '#config';
import { openDatabase, type Database } from '#persistence';
import { type Guard } from '../../../apps/local/src/processes/guard.js';
import { startKafka } from '../../../apps/local/src/servers/kafka.js';
import { freePorts } from '../../../apps/local/src/servers/ports.js';
import { postgresUrl, startPostgres } from '../../../apps/local/src/servers/postgres.js';
import { ROOT } from './paths.js';

/** The Kafka and the PostgreSQL that both sides share. */
export interface Servers {
  readonly brokers: string;
  /** The version of a broker of ours; one that was given does not tell. */
  readonly kafkaVersion: string;
  /** Whether both were started here, so that their work is known to be ours. */
  readonly own: boolean;
  /** Makes an empty database and answers its URL; on a given server it is dropped at the end. */
  readonly createDatabase: (name: string) => Promise<string>;
  readonly admin: Database;
  readonly logDir: string;
  readonly close: () => Promise<void>;
}

/** The launcher has looked for a Java that is new enough; servers of one's own may be named as for `npm start`. */
const Surroundings = z.object({
  PATH: z.string().default(''),
  CAUDAL_JAVA: z.string().default('java'),
  CAUDAL_KAFKA_BROKERS: z.string().optional(),
  CAUDAL_DATABASE_URL: z.string().optional(),
});

/** Beside the state of `npm start`, thus on the same disk: a temporary folder in memory would make every fsync free. */
const HOME = `${ROOT}.caudal/bench`;

/**
 * Uses the given servers or starts its own, with the settings of `npm start`: PostgreSQL flushes every commit, Kafka
 * answers `acks=all` as a lone broker does by default.
 */
export const openServers = async (
  given: { readonly kafka: string | undefined; readonly database: string | undefined },
  guard: Guard,
): Promise<Servers> => {
  const home = `${HOME}-${randomBytes(4).toString('hex')}`;
  await mkdir(home, { recursive: true });
  const env = loadConfig(Surroundings);
  const kafka = given.kafka ?? env.CAUDAL_KAFKA_BROKERS;
  const database = given.database ?? env.CAUDAL_DATABASE_URL;
  const stops: (() => Promise<void>)[] = [() => rm(home, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const [port = 0, controllerPort = 0, databasePort = 0] = await freePorts(3);

  const ownKafka = async (): Promise<string> => {
    const places = { dataDir: `${home}/kafka`, home: `${ROOT}apps/local/kafka`, logFile: `${home}/kafka.log` };
    const running = await startKafka(
      { port, controllerPort, java: env.CAUDAL_JAVA, env: { PATH: env.PATH }, ...places },
      guard,
    );
    stops.push(() => running.stop());
    return `127.0.0.1:${port}`;
  };
  const ownPostgres = async (): Promise<string> => {
    const password = randomBytes(12).toString('hex');
    const places = { dataDir: `${home}/postgres`, logFile: `${home}/postgres.log` };
    const running = await startPostgres({ port: databasePort, password, env: { PATH: env.PATH }, ...places }, guard);
    stops.push(() => running.stop());
    return postgresUrl(databasePort, password, 'postgres');
  };

  try {
    const brokers = kafka ?? (await ownKafka());
    const adminUrl = database ?? (await ownPostgres());
    const admin = await openDatabase({ url: adminUrl, app: 'bench', poolSize: 2 });
    stops.push(() => admin.close());
    const createDatabase = async (name: string): Promise<string> => {
      await admin.query(`create database ${name}`);
      // A server of our own goes as a whole.
      if (database !== undefined)
        stops.push(async () => {
          await admin.query(`drop database if exists ${name} with (force)`);
        });
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      return url.toString();
    };
    const kafkaVersion = kafka === undefined ? jarVersion() : 'of a given broker';
    const own = kafka === undefined && database === undefined;
    return { brokers, own, kafkaVersion, createDatabase, admin, logDir: home, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const jarVersion = (): string => {
  const jars = readdirSync(`${ROOT}apps/local/kafka/target/lib`);
  const versions = jars.map((name) => /^kafka_[\d.]+-(.+)\.jar$/.exec(name)?.[1]);
  return versions.find((version) => version !== undefined) ?? 'unknown';
};
