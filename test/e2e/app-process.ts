import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const DIST = join(import.meta.dirname, '../../dist/apps');

/** A process of Caudal as its operator sees it: an address, lines on its output, signals. */
export interface AppProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it has logged so far. */
  readonly log: readonly string[];
  /** Sends the signal and resolves with the exit code once the process is gone. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts an app as it is started anywhere, on a free port unless the settings name one, and waits until it listens. */
export const startApp = async (app: string, settings: Readonly<Record<string, string>>): Promise<AppProcess> => {
  const child = spawn(process.execPath, ['--enable-source-maps', join(DIST, app, 'src/main.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { CAUDAL_PORT: '0', NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning', ...settings },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const log: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      log.push(line);
      const { url: listening } = JSON.parse(line) as { url?: string };
      if (listening !== undefined) resolve(listening);
    });
    void exited.then(([code]) => {
      reject(new Error(`${app} ended with ${String(code)}: ${log.join('\n')}`));
    });
  });
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    log,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
};

/** Tries until the check passes; its last error comes out when the time is over. */
export const eventually = async <T>(check: () => T | Promise<T>, withinMs = 5_000): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
};

/** Resolves when the app says that it is ready. */
export const untilReady = (app: Pick<AppProcess, 'url'>, withinMs = 10_000): Promise<void> =>
  eventually(async () => {
    const answer = await fetch(`${app.url}/health/ready`);
    if (answer.status !== 200) throw new Error(`not ready: ${await answer.text()}`);
  }, withinMs);
