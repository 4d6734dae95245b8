import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { NODE, NODE_MAJOR, at } from './paths.mjs';
import { lastLines, run } from './run.mjs';
import { DISK_FULL, Stop, isDiskFull, say } from './stop.mjs';

/** npm writes this file last, so it stands for a complete installation. */
const MARKER = at('node_modules/.package-lock.json');
/** npm writes the lockfile and the marker in one go, in either order. */
const SAME_MS = 5_000;

const isInstalled = () =>
  existsSync(MARKER) && statSync(at('package-lock.json')).mtimeMs <= statSync(MARKER).mtimeMs + SAME_MS;

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
  if (existsSync(MARKER)) utimesSync(MARKER, new Date(), new Date());
  else writeFileSync(MARKER, '{}');
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
