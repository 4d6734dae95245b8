import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { NODE, NODE_MAJOR, at } from './paths.mjs';
import { lastLines, run } from './run.mjs';
import { DISK_FULL, Stop, isDiskFull, say } from './stop.mjs';

/** What npm itself notes of an installation, as its last act. */
const NOTE = at('node_modules/.package-lock.json');
/** The lockfile that was last installed by us, also when npm had to take other versions than it names. */
const MARKER = at('node_modules/.caudal-installed');

const digestOf = (text) => createHash('sha256').update(text).digest('hex');

/** By content, not by time: a lockfile that was only touched is no reason to take node_modules away for a minute. */
const isInstalled = () => {
  if (!existsSync(NOTE)) return false;
  const lockfile = readFileSync(at('package-lock.json'), 'utf8');
  if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === digestOf(lockfile)) return true;
  const installed = JSON.parse(readFileSync(NOTE, 'utf8')).packages ?? {};
  const wanted = Object.entries(JSON.parse(lockfile).packages).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional }]) =>
    // What is optional is left out where it is for another platform.
    installed[path] === undefined ? optional === true : installed[path].version === version,
  );
};

/** Makes node_modules agree with package-lock.json and see that it holds our Node. @throws Stop */
export const install = async () => {
  if (!isInstalled()) await installPackages();
  if ((await nodeMajor()) === NODE_MAJOR) return;
  // The package `node` fetches its binary in an install script; where those are off it has none yet.
  await npm(['rebuild', 'node', '--ignore-scripts=false']);
  const major = await nodeMajor();
  if (major !== NODE_MAJOR) {
    throw new Stop(
      `node_modules/.bin/node should be Node ${NODE_MAJOR} and is ${major === undefined ? 'missing' : `Node ${major}`}. ` +
        'Remove node_modules and run this again with a network.',
    );
  }
};

const installPackages = async () => {
  say('Installing packages (npm ci), about a minute …');
  let done = await npm(['ci', '--no-audit', '--no-fund']);
  if (!done.ok && !isDiskFull(done.output)) {
    say('npm ci refused; trying npm install, which leaves the lockfile as it is …');
    done = await npm(['install', '--no-save', '--no-audit', '--no-fund']);
  }
  if (!done.ok) {
    if (isDiskFull(done.output)) throw new Stop(DISK_FULL);
    throw new Stop(`The packages could not be installed. npm says:\n${lastLines(done.output, 12)}`);
  }
  writeFileSync(MARKER, digestOf(readFileSync(at('package-lock.json'))));
};

const nodeMajor = async () => {
  if (!existsSync(NODE)) return undefined;
  const { ok, output } = await run(NODE, ['--version']);
  return ok ? Number(/^v(\d+)/.exec(output)?.[1]) : undefined;
};

/** The npm that started us, when one did. */
export const npm = (args, options) => {
  const program = process.env.npm_execpath;
  return program?.endsWith('.js') ? run(process.execPath, [program, ...args], options) : run('npm', args, options);
};
