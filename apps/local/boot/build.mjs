import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './install.mjs';
import { at } from './paths.mjs';
import { Stop, isDiskFull, DISK_FULL, say } from './stop.mjs';

const STAMP = at('dist/.sources');
const FOLDERS = ['apps', 'libs', 'test/load', 'test/chaos', 'test/fuzz'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', '.config/tsconfig.build.json', 'nest-cli.json'];

/** One digest of every source's path, size and time: a file that changed, came or went changes it. */
const sourcesDigest = () => {
  const sources = FOLDERS.filter((folder) => existsSync(at(folder)))
    .flatMap((folder) => readdirSync(at(folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'));
  const digest = createHash('sha256');
  for (const name of [...FILES, ...sources].sort()) {
    const { size, mtimeMs } = statSync(at(name));
    digest.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return digest.digest('hex');
};

const isBuilt = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesDigest();

/** Compiles the sources into dist/ unless that was done since they last changed. @throws Stop */
export const build = async () => {
  if (isBuilt()) return;
  say('Building …');
  // Taken before: what is edited meanwhile is built again next time.
  const digest = sourcesDigest();
  const done = await npm(['run', '--silent', 'build']);
  if (!done.ok) {
    if (isDiskFull(done.output)) throw new Stop(DISK_FULL);
    throw new Stop(`The build failed:\n${done.output.trim()}`);
  }
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(STAMP, digest);
};
