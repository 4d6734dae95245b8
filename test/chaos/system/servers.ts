import { openDatabase } from '#persistence';
import type { Guard } from '../../../apps/local/src/processes/guard.js';
import type { Part } from '../../../apps/local/src/processes/part.js';
import { kafkaPart } from '../../../apps/local/src/servers/kafka.js';
import { freePorts } from '../../../apps/local/src/servers/ports.js';
import { postgresPart, postgresUrl } from '../../../apps/local/src/servers/postgres.js';
import { ROOT } from '../../load/system/paths.js';
import type { Places } from './places.js';

export interface ServerParts {
  readonly kafka: Part;
  readonly postgres: Part;
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** Call it when PostgreSQL is up for the first time. */
  readonly createDatabase: () => Promise<void>;
}

const DATABASE = 'caudal';

/**
 * A broker and a database of our own, to be killed, with the settings of `npm start`. Not those of other tests: with
 * commits that are not waited for, a killed PostgreSQL may lose what it has acknowledged, and that would be no fault of
 * Caudal's.
 */
export const serverParts = async (places: Places, password: string, guard: Guard): Promise<ServerParts> => {
  const { home, logDir, java, env } = places;
  const [port = 0, controllerPort = 0, databasePort = 0] = await freePorts(3);
  const kafkaHome = `${ROOT}apps/local/kafka`;
  const kafkaFiles = { dataDir: `${home}/kafka`, home: kafkaHome, logFile: `${logDir}/kafka.log` };
  const postgresFiles = { dataDir: `${home}/postgres`, logFile: `${logDir}/postgres.log` };
  return {
    kafka: kafkaPart({ port, controllerPort, java, env, ...kafkaFiles }, guard),
    postgres: postgresPart({ port: databasePort, password, env, ...postgresFiles }, guard),
    brokers: [`127.0.0.1:${port}`],
    databaseUrl: postgresUrl(databasePort, password, DATABASE),
    async createDatabase() {
      const admin = await openDatabase({
        url: postgresUrl(databasePort, password, 'postgres'),
        app: 'chaos',
        poolSize: 1,
      });
      await admin.query(`create database ${DATABASE}`).finally(() => admin.close());
    },
  };
};
