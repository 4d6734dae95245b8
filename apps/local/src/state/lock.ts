import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Problem } from '../problem.js';

/** How often a lock may change hands while we look at it before we give up. */
const ATTEMPTS = 5;

/**
 * One `npm start` a state directory. The lock is a file with our process id; one whose process is gone, or is by now
 * another program's, is stale and taken over.
 *
 * @returns gives the lock back
 * @throws Problem when another one is running
 */
export const acquireLock = (path: string): (() => void) => {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (linked(mine, path))
        return () => {
          release(path);
        };
      const holder = holderOf(path);
      if (holder !== undefined && isOurs(holder)) {
        throw new Problem(
          `Caudal runs here already (process ${holder}). Stop it with Ctrl-C in its terminal, or with: kill ${holder}`,
        );
      }
      setAside(path, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Problem(`The lock ${path} keeps changing hands. Try again.`);
};

/** Linking fails when the name exists: of two that try at once, one gets it, complete with its content. */
const linked = (mine: string, path: string): boolean => {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const holderOf = (path: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};

const isOurs = (pid: number): boolean => {
  if (pid === process.pid) return false;
  const command = commandOf(pid);
  // The built program, or a test of this file.
  return command !== undefined && /apps[\\/]local[\\/]|jest/.test(command);
};

/** The command line of a living process; a zombie has none. */
const commandOf = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') || undefined;
  } catch {
    try {
      return execFileSync('ps', ['-p', String(pid), '-o', 'args='], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return undefined;
    }
  }
};

/** Removes a stale lock, unless someone else has replaced it since: then theirs is put back. */
const setAside = (path: string, stale: number | undefined): void => {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (holderOf(aside) !== stale) linked(aside, path);
  rmSync(aside, { force: true });
};

const release = (path: string): void => {
  if (holderOf(path) === process.pid) rmSync(path, { force: true });
};
