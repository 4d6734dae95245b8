import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testSettings } from '#testing';

const MAIN = join(import.meta.dirname, '../../dist/apps/cli/src/main.js');

/** What a command of `caudal` came to, as the person at the terminal sees it. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `caudal` to its end. */
export const runCli = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<CliResult> => {
  const { NODE_COMPILE_CACHE } = testSettings();
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }), ...env },
    cwd,
  });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
};
