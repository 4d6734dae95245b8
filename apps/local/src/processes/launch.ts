import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Env } from '#config';
import { Problem } from '../problem.js';
import { endOf, lastWords } from './last-words.js';
import type { Guard, Stage } from './guard.js';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Standard output and error are appended here. */
  readonly logFile: string;
  readonly stage: Stage;
  readonly stopSignal: NodeJS.Signals;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Running {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  hasExited(): boolean;
  /** What it said last in this life, as a sentence with a space before it; empty when there is nothing. */
  lastWords(): string;
  /** Asks it to stop, insists after the grace, and waits for its end. */
  stop(): Promise<void>;
}

/** Longer than the slowest clean end that we know: a consumer that waits for its batch and leaves its group. */
const STOP_GRACE_MS = 15_000;

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches us first and we choose the
 * order in which things stop.
 *
 * @throws Problem when the program cannot be started at all
 */
export const launch = async (program: Program, guard: Guard): Promise<Running> => {
  mkdirSync(dirname(program.logFile), { recursive: true });
  const from = endOf(program.logFile);
  const log = openSync(program.logFile, 'a', 0o600);
  const child = spawn(program.command, program.args, {
    ...program.account,
    detached: true,
    env: program.env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  // A field, not a variable: the compiler would hold that nothing changes it.
  const state = { ended: false };
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      state.ended = true;
      if (child.pid !== undefined) guard.forget(child.pid);
      resolve({ code, signal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(new Problem(`${program.name} could not be started (${program.command}): ${error.message}.`));
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new Problem(`${program.name} could not be started.`);
  if (!state.ended) guard.watch(pid, program.stage, program.stopSignal);
  return {
    name: program.name,
    pid,
    exited,
    hasExited: () => state.ended,
    lastWords: () => lastWords(program.logFile, from),
    async stop() {
      if (state.ended) return;
      child.kill(program.stopSignal);
      const insist = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      await exited;
      clearTimeout(insist);
    },
  };
};

/** Runs a program to its end. @throws Problem with its last words when it fails */
export const runToEnd = async (program: Program, guard: Guard): Promise<void> => {
  const running = await launch(program, guard);
  const exit = await running.exited;
  if (exit.code !== 0) throw new Problem(`${program.name} failed (${wayOf(exit)}).${running.lastWords()}`);
};

export const wayOf = ({ code, signal }: Exit): string =>
  signal === null ? `exit code ${code ?? '?'}` : `ended by ${signal}`;
