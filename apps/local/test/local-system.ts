import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPorts } from '../src/check-ports.js';
import { environment } from '../src/environment.js';
import { freePorts } from '../src/servers/ports.js';

/** An `npm start` of a test's own: another state directory, other ports, the same built program. */
export const ROOT = resolve(import.meta.dirname, '../../..');

export interface RunFile {
  readonly ingressUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  readonly apiKey: string;
  readonly sources: readonly { readonly slug: string; readonly scheme: string; readonly secret: string }[];
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly apps: readonly { readonly name: string; readonly pid: number; readonly port: number }[];
}

export interface Start {
  readonly child: ChildProcess;
  output(): string;
  exited: Promise<number | null>;
}

export const newStateDir = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'caudal-local-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user when we are root
  return folder;
};

/** A base all of whose ports are free now. */
export const freePortBase = async (): Promise<number> => {
  for (;;) {
    const [portBase = 0] = await freePorts(1);
    const settings = { databaseUrl: undefined, kafkaBrokers: undefined, portBase };
    const free = await checkPorts(settings).then(
      () => true,
      () => false,
    );
    if (free) return portBase;
  }
};

/** Starts the program that `npm start` ends in. */
export const startLocal = (stateDir: string, args: readonly string[], more: Record<string, string> = {}): Start => {
  const env = { ...environment(), CAUDAL_STATE_DIR: stateDir, ...more };
  return follow(spawn(process.execPath, [join(ROOT, 'dist/apps/local/src/main.js'), ...args], { env, cwd: ROOT }));
};

export const follow = (child: ChildProcess): Start => {
  let output = '';
  const gather = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  const exited = new Promise<number | null>((done) => child.once('close', done));
  return { child, output: () => output, exited };
};

/** @throws with what the program said when it is not so in time */
export const until = async (start: Start, condition: () => boolean, timeoutMs: number): Promise<void> => {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    await sleep(50);
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms; it said:\n${start.output()}`);
  }
};

export const readRunFile = (stateDir: string): RunFile =>
  JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8')) as RunFile;

export const isReady = (start: Start): boolean => start.output().includes('Caudal is ready');

/** Every living process whose command line names the state directory, and the apps of a run file. */
export const processesOf = (stateDir: string, apps: RunFile['apps'] = []): number[] => {
  const named = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(stateDir));
  return [...named, ...apps.map(({ pid }) => pid).filter((pid) => commandLine(pid) !== '')];
};

const commandLine = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

export const remove = (folder: string): void => {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
};
