import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestDatabase, TestKafka } from '#testing';

const MAIN = join(import.meta.dirname, '../../dist/apps/ingress/src/main.js');

export const SECRETS_KEY = Buffer.alloc(32, 1);
export const ATTESTATION_KEY = Buffer.alloc(32, 2);

/** An ingress process as its operator sees it: an address, lines on its output, signals. */
export interface IngressProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it has logged so far. */
  readonly log: readonly string[];
  /** Sends the signal and resolves with the exit code once the process is gone. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts ingress as it is started anywhere, on a free port, and waits until it listens. */
export const startIngress = async (
  kafka: TestKafka,
  database: Pick<TestDatabase, 'url'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<IngressProcess> => {
  const child = spawn(process.execPath, ['--enable-source-maps', MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      CAUDAL_PORT: '0',
      CAUDAL_KAFKA_BROKERS: kafka.brokers.join(','),
      CAUDAL_TOPIC_PREFIX: kafka.topicPrefix,
      CAUDAL_DATABASE_URL: database.url('ingress'),
      CAUDAL_SECRETS_KEY: SECRETS_KEY.toString('hex'),
      CAUDAL_ATTESTATION_KEY: ATTESTATION_KEY.toString('hex'),
      NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
      ...settings,
    },
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
      reject(new Error(`ingress ended with ${String(code)}: ${log.join('\n')}`));
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

/** Resolves when ingress has its sources. */
export const untilReady = (ingress: IngressProcess): Promise<void> =>
  eventually(async () => {
    const { status } = await fetch(`${ingress.url}/health/ready`);
    if (status !== 200) throw new Error(`ingress is not ready: ${String(status)}`);
  }, 10_000);
