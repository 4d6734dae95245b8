/**
 * Completes package-lock.json for platforms other than the one it was written on. npm leaves an optional dependency
 * out of the lock when its registry does not carry it, and `npm ci` then refuses the lock for not naming it. Run it
 * after each `npm install`:
 *
 *     node apps/local/complete-lockfile.mjs
 *
 * The entries that it adds have no integrity, since nothing was there to be hashed: on such a platform npm checks
 * the download against what its registry says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const LOCKFILE = new URL('../../package-lock.json', import.meta.url);

/**
 * @param {{ packages: Record<string, any> }} lock a lockfile of version 3, which is changed in place
 * @returns {{ added: string[], unknown: string[] }} the paths added, and the dependencies that cannot be: no exact
 *   version, or a name that tells no platform
 */
export const completeLock = (lock) => {
  const added = [];
  const unknown = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInstalled(lock.packages, path, name)) continue;
      const platform = platformOf(name);
      if (!platform || !EXACT_VERSION.test(version)) {
        unknown.push(`${name}@${version}`);
        continue;
      }
      const place = siblingPath(path, name);
      lock.packages[place] = { version, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true };
      added.push(place);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { added, unknown };
};

const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Whether the package at `path` finds `name` in its own node_modules or in one above it. */
const isInstalled = (packages, path, name) => {
  for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`]) return true;
    if (base === '') return false;
  }
};

/** The place beside a package, in the same node_modules. */
const siblingPath = (path, name) => {
  const start = path.lastIndexOf('node_modules/');
  return `${start === -1 ? '' : path.slice(0, start)}node_modules/${name}`;
};

const SYSTEM = /(?:^|[-/])(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?=-|$)/;
const PROCESSOR = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)(?=-|$)/;

/** Native packages tell their platform in their names, in npm's own words: `@swc/core-linux-arm64-musl`. */
const platformOf = (name) => {
  const system = SYSTEM.exec(name)?.[1];
  const processor = PROCESSOR.exec(name)?.[1];
  if (!system || !processor) return undefined;
  const libc = system !== 'linux' ? undefined : /-musl/.test(name) ? 'musl' : /-gnu/.test(name) ? 'glibc' : undefined;
  return { cpu: [processor], ...(libc ? { libc: [libc] } : {}), os: [system] };
};

const main = () => {
  const lock = JSON.parse(readFileSync(LOCKFILE, 'utf8'));
  const { added, unknown } = completeLock(lock);
  if (added.length > 0) writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${added.length} optional packages of other platforms added`);
  for (const dependency of unknown)
    console.error(`package-lock.json: cannot add ${dependency}: platform or version unclear`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
};

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) main();
