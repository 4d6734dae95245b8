import { spawn } from 'node:child_process';
import { NODE, ROOT } from './paths.mjs';

/** Runs a program to its end. With `show` its output goes to the terminal, else it is gathered. */
export const run = (command, args, { show = false, env = process.env } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', ...(show ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
    });
    let output = '';
    const gather = (chunk) => {
      output += chunk;
    };
    child.stdout?.on('data', gather);
    child.stderr?.on('data', gather);
    child.on('error', (error) => resolve({ ok: false, code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, code: code ?? 1, output }));
  });

export const runNode = (args, options) => run(NODE, args, options);

export const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');

/**
 * Runs a long-lived Node program in the foreground, hands it every signal, and ends with its status. The channel tells
 * it when we are gone without a word (SIGKILL): it then stops by itself.
 */
export const runInForeground = (args) =>
  new Promise((resolve) => {
    const child = spawn(NODE, args, { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
    // npm may be killed without passing it on. Started by hand, in the background, we may outlive our shell.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) child.kill('SIGTERM');
    }, 1_000);
    child.on('error', () => resolve(1));
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
