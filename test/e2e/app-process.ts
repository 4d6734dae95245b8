import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually, testSettings } from '#testing';

const DIST = join(import.meta.dirname, '../../dist/apps');

/** A process of Caudal as its operator sees it: an address, lines on its output, signals. */
export interface AppProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it has logged so far. */
  readonly log: readonly string[];
  /** Its exit code, once it has ended by itself or by a signal (null). */
  readonly exited: Promise<number | null>;
  /** Sends the signal and resolves with the exit code once the process is gone. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts an app as it is started anywhere, on a free port unless the settings name one, and waits until it listens. */
export const startApp = async (app: string, settings: Readonly<Record<string, string>>): Promise<AppProcess> => {
  const { NODE_COMPILE_CACHE } = testSettings();
  const child = spawn(process.execPath, ['--enable-source-maps', join(DIST, app, 'src/main.js')], {
    // Not inherited: a process that outlives a test worker would hold open what the runner waits for.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      CAUDAL_PORT: '0',
      NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
      ...settings,
    },
  });
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
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
    exited: exited.then(([code]) => code),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
};

/** Resolves when the app says that it is ready. */
export const untilReady = (app: Pick<AppProcess, 'url'>): Promise<void> =>
  eventually(async () => {
    const answer = await fetch(`${app.url}/health/ready`);
    if (answer.status !== 200) throw new Error(`not ready: ${await answer.text()}`);
  });
