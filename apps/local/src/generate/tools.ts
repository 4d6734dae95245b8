import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Env } from '#config';
import { openDatabase } from '#persistence';
import { startGuard } from '../processes/guard.js';
import { freePorts } from '../servers/ports.js';
import { postgresUrl, startPostgres } from '../servers/postgres.js';
import type { Tools } from './generator.js';

const run = promisify(execFile);
/** The largest document is far below a megabyte. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** Tools that start a throw-away PostgreSQL when one is asked for, and end it with `close`. */
export const openTools = (dist: string, env: Env): Tools & { close(): Promise<void> } => {
  let server: ReturnType<typeof startServer> | undefined;
  return {
    async emptyDatabase() {
      server ??= startServer(env);
      const { url } = await server;
      const name = `generate_${randomBytes(6).toString('hex')}`;
      const database = await openDatabase({ url, app: 'generate', poolSize: 1 });
      await database.query(`create database ${name}`).finally(() => database.close());
      const own = new URL(url);
      own.pathname = `/${name}`;
      return own.toString();
    },
    async outputOf(program) {
      const { stdout } = await run(process.execPath, [join(dist, program)], { env, maxBuffer: OUTPUT_BYTES_MAX });
      return stdout;
    },
    async close() {
      await (await server)?.stop();
    },
  };
};

const startServer = async (env: Env) => {
  const folder = mkdtempSync(join(tmpdir(), 'caudal-generate-'));
  chmodSync(folder, 0o755); // the server runs as another user when we are root
  const password = randomBytes(12).toString('hex');
  const [port = 0] = await freePorts(1);
  const guard = startGuard();
  const options = {
    dataDir: join(folder, 'postgres'),
    port,
    password,
    logFile: join(folder, 'postgres.log'),
    env,
    disposable: true,
  };
  const running = await startPostgres(options, guard);
  const stop = async () => {
    await running.stop();
    guard.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: postgresUrl(port, password, 'postgres'), stop };
};
