import { Command } from 'commander';
import { contexts } from '#contexts';
import { Topics } from '#contracts';
import { systemClock } from '#kernel';
import { isKafkaError, readLog, type KafkaOptions } from '#messaging';
import { createLogger } from '#observability';
import { isTransient, openDatabase, type Database, type DatabaseOptions } from '#persistence';
import { findInstallation, type Installation } from './installation.js';
import { inspectCommand } from './inspect/command.js';
import { inspect } from './inspect/inspect.js';
import { Problem } from './problem.js';
import { verifyCommand } from './verify/command.js';
import { findKeys } from './verify/keys.js';
import { exitCodeOf, tellVerification } from './verify/tell.js';
import { verifyJournal } from './verify/verify.js';
import { proveCommand } from './prove/command.js';
import { proofThreads } from './prove/prove-threads.js';
import { prove, type Voice } from './prove/prove.js';
import { rebuildCommand } from './rebuild/command.js';
import { rebuild } from './rebuild/rebuild.js';
import { resumeCommand } from './resume/command.js';
import { resume } from './resume/resume.js';
import { progressOn } from './terminal/progress.js';

/**
 * `caudal`: what a person does to an installation. It ends with 0 when it did what it was asked for, with 3 when it could
 * prove a part of it only, else with 1.
 */
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const voice: Voice = {
  say,
  now: () => performance.now(),
  // Beside the outcome, not in it: that one may go to a file.
  progress: (label, what) => progressOn(process.stderr, label, () => performance.now(), what),
};

const kafkaOf = ({ brokers, topicPrefix }: Installation): KafkaOptions => ({
  brokers,
  topicPrefix,
  clientId: 'caudal-cli',
  // What goes wrong is told in sentences, by us.
  logger: createLogger('cli', 'silent'),
});

/** A statement over a whole log takes as long as it takes; the person at the terminal ends it. */
const WHOLE_LOG = { poolSize: 2, statementTimeoutMs: 0 };
/** One holds what it writes, and two read. */
const REBUILD = { ...WHOLE_LOG, poolSize: 4 };

const databaseOf = async (
  { databaseUrl }: Installation,
  options: Partial<DatabaseOptions> = { poolSize: 1 },
): Promise<Database> => {
  try {
    return await openDatabase({ url: databaseUrl, app: 'cli', ...options });
  } catch (error) {
    if (!isTransient(error)) throw error;
    throw new Problem(`PostgreSQL does not answer at ${new URL(databaseUrl).host}. Does the installation run?`);
  }
};

const withDatabase = async <T>(
  work: (database: Database, installation: Installation) => Promise<T>,
  options?: Partial<DatabaseOptions>,
): Promise<T> => {
  const installation = findInstallation();
  const database = await databaseOf(installation, options);
  try {
    return await work(database, installation);
  } finally {
    await database.close();
  }
};

/** What is tried with Kafka, with an error that names the broker. */
const withKafka = async <T>({ brokers }: Installation, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isKafkaError(error)) throw error;
    throw new Problem(`Kafka at ${brokers.join(', ')} does not answer what was asked: ${error.message}.`);
  }
};

const program = new Command('caudal')
  .description('Looks after an installation of Caudal. It uses servers that run, and starts none.')
  .showHelpAfterError()
  .addCommand(
    resumeCommand((wish) =>
      withDatabase(
        (database, installation) => withKafka(installation, () => resume(database, kafkaOf(installation), wish, say)),
        WHOLE_LOG,
      ),
    ),
  )
  .addCommand(
    proveCommand(async (wish) => {
      const result = await withDatabase(
        (database, { databaseUrl }) => prove(database, wish, voice, proofThreads(databaseUrl)),
        WHOLE_LOG,
      );
      process.exitCode = exitCodeOf(result);
    }),
  )
  .addCommand(
    rebuildCommand(async (wish) => {
      const equal = await withDatabase(
        (database, { databaseUrl }) => rebuild(database, wish, voice, proofThreads(databaseUrl)),
        REBUILD,
      );
      if (!equal) process.exitCode = 1;
    }),
  )
  .addCommand(
    verifyCommand(async ({ json }) => {
      const progress = progressOn(process.stderr, 'verify', () => performance.now());
      const result = await withDatabase(
        (database, installation) =>
          withKafka(installation, () =>
            verifyJournal(database, {
              ...findKeys(),
              topicSeals: async (take) => {
                await readLog(kafkaOf(installation), Topics.seals.name, ({ value }) => {
                  take(value.toString());
                });
                return true;
              },
              nowMs: systemClock.now(),
              progress: progress.tell,
            }),
          ),
        WHOLE_LOG,
      );
      progress.end();
      say(json ? JSON.stringify(result) : tellVerification(result).join('\n'));
      process.exitCode = exitCodeOf(result);
    }),
  )
  .addCommand(
    inspectCommand((wish) =>
      withDatabase((database) => inspect(database, [...contexts.values()], wish, say), {
        poolSize: 1,
        statementTimeoutMs: 0,
      }),
    ),
  );

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
