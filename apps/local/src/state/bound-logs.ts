import { copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** A day of a busy app's warnings; with its predecessor at most twice that a program. */
const LOG_BYTES_MAX = 10 * 1024 * 1024;
const LOOK_EVERY_MS = 5_000;

/** Empties each log that has grown too large, keeping one predecessor (`.1`). The programs go on appending. */
export const boundLogs = (folder: string): (() => void) => {
  const look = () => {
    for (const name of readdirSync(folder)) if (name.endsWith('.log')) bound(join(folder, name));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
};

export const bound = (path: string, bytesMax = LOG_BYTES_MAX): void => {
  try {
    if (statSync(path).size <= bytesMax) return;
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
  } catch {
    // A log that cannot be shortened now, such as on a full disk, is looked at again in a few seconds.
  }
};
