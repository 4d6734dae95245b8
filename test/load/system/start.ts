import { createHash } from 'node:crypto';
import { launch, type Running } from '../../../apps/local/src/processes/launch.js';
import { untilReady } from '../../../apps/local/src/processes/until.js';
import type { Guard } from '../../../apps/local/src/processes/guard.js';
import { built } from './paths.js';

export interface Start {
  readonly name: string;
  /** Compiled main file, under dist. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logDir: string;
  /** Options of Node itself, such as a module that is loaded first. */
  readonly nodeOptions?: readonly string[];
}

/** A cold start of a Nest app on a busy machine takes three seconds; it is given twenty times that. */
const READY_MS = 60_000;

/** Starts a compiled main file on this Node, with exactly this environment. */
export const startMain = ({ name, main, env, logDir, nodeOptions = [] }: Start, guard: Guard): Promise<Running> =>
  launch(
    {
      name,
      command: process.execPath,
      args: ['--disable-warning=TimeoutNegativeWarning', ...nodeOptions, built(main)],
      env: { NODE_ENV: 'production', ...env },
      logFile: logFileOf(name, logDir),
      stage: 'app',
      stopSignal: 'SIGTERM',
    },
    guard,
  );

/** Starts it and waits until `url` answers with a status that `isReady` takes. */
export const startServer = async (
  start: Start,
  url: string,
  isReady: (status: number) => boolean,
  guard: Guard,
): Promise<Running> => {
  const running = await startMain(start, guard);
  const answers = async (): Promise<boolean> => {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      return isReady(response.status);
    } catch {
      return false; // not listening yet: that is what is waited for
    }
  };
  await untilReady(running, answers, { timeoutMs: READY_MS });
  return running;
};

const logFileOf = (name: string, logDir: string): string => `${logDir}/${name}.log`;

/** A key of 32 bytes for a system that lives for one benchmark. */
export const throwawayKey = (purpose: string): string => createHash('sha256').update(`bench ${purpose}`).digest('hex');
