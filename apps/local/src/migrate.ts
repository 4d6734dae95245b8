import { join } from 'node:path';
import { mainOf, type Surroundings } from './apps.js';
import type { Guard } from './processes/guard.js';
import { runToEnd } from './processes/launch.js';

/** Runs the migrator to its end: schema, roles with this installation's passwords, topics. @throws Problem */
export const migrate = (surroundings: Surroundings, guard: Guard): Promise<void> => {
  const { dist, logDir, env, databaseUrl, kafkaBrokers, installation } = surroundings;
  return runToEnd(
    {
      name: 'The migrator',
      command: process.execPath,
      args: ['--disable-warning=TimeoutNegativeWarning', mainOf(dist, 'migrator')],
      env: {
        ...env,
        CAUDAL_DATABASE_URL: databaseUrl,
        CAUDAL_KAFKA_BROKERS: kafkaBrokers.join(','),
        CAUDAL_ROLE_PASSWORDS: JSON.stringify(installation.rolePasswords),
      },
      logFile: join(logDir, 'migrator.log'),
      stage: 'app',
      stopSignal: 'SIGTERM',
    },
    guard,
  );
};
