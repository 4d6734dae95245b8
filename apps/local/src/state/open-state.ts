import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { acquireLock } from './lock.js';
import { checkDisk } from './disk.js';

export interface State {
  readonly dir: string;
  readonly logDir: string;
  readonly installationFile: string;
  readonly runFile: string;
  /** Takes away what is true only while we run: the run file and the lock. */
  readonly close: () => void;
}

/**
 * Opens the state directory for this process alone; with `fresh`, empty.
 *
 * @throws Problem when another one uses it, or the disk is full
 */
export const openState = (dir: string, fresh: boolean): State => {
  mkdirSync(dir, { recursive: true });
  const lockFile = join(dir, 'lock');
  const unlock = acquireLock(lockFile);
  try {
    if (fresh) empty(dir, lockFile);
    checkDisk(dir);
    const logDir = join(dir, 'logs');
    mkdirSync(logDir, { recursive: true });
    const runFile = join(dir, 'run.json');
    const close = () => {
      rmSync(runFile, { force: true });
      if (existsSync(dir)) unlock();
    };
    return { dir, logDir, installationFile: join(dir, 'state.json'), runFile, close };
  } catch (error) {
    unlock();
    throw error;
  }
};

const empty = (dir: string, lockFile: string): void => {
  const kept = basename(lockFile);
  for (const name of readdirSync(dir)) if (name !== kept) rmSync(join(dir, name), { recursive: true, force: true });
};
