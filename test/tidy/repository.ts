import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top directory. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/**
 * Every file that git tracks or would track, by its path from the top. New files count before they are committed, so
 * that `npm run check` tells about them in time.
 */
export const files: readonly string[] = execFileSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
)
  .split('\0')
  .filter((path) => path.length > 0 && existsSync(join(ROOT, path)));

/** The text of a file of the repository. */
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Whether a path from the top names a file or a directory. */
export const exists = (path: string): boolean => existsSync(join(ROOT, path));

/** TypeScript and `.mjs` sources, all of them written by hand. */
export const sources: readonly string[] = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path));

/** Where a relative path in a file leads, as a path from the top. */
export const target = (from: string, link: string): string => join(dirname(from), link);

const SPECIFICATION = /\.(spec|int-spec|e2e-spec)\.ts$/;

export const isSpecification = (path: string): boolean => SPECIFICATION.test(path);
