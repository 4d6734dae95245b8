import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * One PostgreSQL and one Kafka for a whole run, thrown away at its end. Their code is that of `npm start`, from dist/:
 * this file runs before the test runner can transpile anything.
 */
const ROOT = resolve(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const ROLES = ['ingress', 'transfers', 'cards', 'accounts', 'ledger', 'journal', 'api'];
const TEMPLATE = 'caudal_template';

const need = async (file) => {
  const path = join(DIST, file);
  if (!existsSync(path)) throw new Error(`${file} is not built: run "npm run build" first, or use "npm test".`);
  return import(path);
};

/** Whether the run holds a test of a level that needs servers; with no pattern every test runs. */
export const needsServers = (patterns) => {
  const files = ['apps', 'libs', 'test']
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true }).map((name) => join(ROOT, folder, name)))
    .filter((name) => /\.(int|e2e)-spec\.ts$/.test(name));
  return files.some((name) => patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern, 'i').test(name)));
};

export const startTestServers = async () => {
  const { startGuard } = await need('apps/local/src/processes/guard.js');
  const { startPostgres, postgresUrl } = await need('apps/local/src/servers/postgres.js');
  const { startKafka } = await need('apps/local/src/servers/kafka.js');
  const { freePorts } = await need('apps/local/src/servers/ports.js');
  const folder = mkdtempSync(join(tmpdir(), 'caudal-test-'));
  // PostgreSQL runs as another user when we are root.
  chmodSync(folder, 0o755);
  const guard = startGuard();
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    guard.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const keep = (server) => {
    started.push(server);
    return server;
  };
  try {
    const [port, controllerPort, databasePort] = await freePorts(3);
    const password = randomBytes(12).toString('hex');
    const common = { env: process.env, disposable: true };
    const external = { database: process.env.CAUDAL_DATABASE_URL, kafka: process.env.CAUDAL_KAFKA_BROKERS };
    const databaseUrl = external.database ?? postgresUrl(databasePort, password, 'postgres');
    const brokers = external.kafka ?? `127.0.0.1:${port}`;
    const outcomes = await Promise.allSettled([
      external.database === undefined &&
        startPostgres(
          {
            ...common,
            dataDir: join(folder, 'postgres'),
            port: databasePort,
            password,
            logFile: join(folder, 'postgres.log'),
          },
          guard,
        ).then(keep),
      external.kafka === undefined &&
        startKafka(
          {
            ...common,
            dataDir: join(folder, 'kafka'),
            port,
            controllerPort,
            home: join(ROOT, 'apps/local/kafka'),
            java: process.env.CAUDAL_JAVA ?? 'java',
            logFile: join(folder, 'kafka.log'),
          },
          guard,
        ).then(keep),
    ]);
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    const passwords = Object.fromEntries(ROLES.map((role) => [role, randomBytes(16).toString('hex')]));
    await makeTemplate(databaseUrl, passwords);
    return { databaseUrl, brokers, passwords, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** A migrated database that each test file clones in a few tens of milliseconds. */
const makeTemplate = async (databaseUrl, passwords) => {
  const { openDatabase, migrate, applyGrants } = await need('libs/persistence/src/index.js');
  const database = await openDatabase({ url: databaseUrl, app: 'test', poolSize: 1 });
  try {
    // A server of one's own may hold the template of an earlier run.
    await database.query(`drop database if exists ${TEMPLATE} with (force)`);
    await database.query(`create database ${TEMPLATE}`);
  } finally {
    await database.close();
  }
  const url = new URL(databaseUrl);
  url.pathname = `/${TEMPLATE}`;
  await migrate(url.toString());
  await applyGrants(url.toString(), passwords);
};
