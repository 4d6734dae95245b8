import { build } from './build.mjs';
import { runChecks } from './checks.mjs';
import { install } from './install.mjs';
import { prepareKafka } from './java.mjs';
import { at } from './paths.mjs';
import { runInForeground } from './run.mjs';
import { say, sentenceOf } from './stop.mjs';
import { runTests } from './tests.mjs';

const program = (path) => at('dist', path);

/** A Kafka that cannot be run is told before minutes are spent on installing. */
const prepare = async ({ kafka }) => {
  const java = kafka ? await prepareKafka() : undefined;
  if (java !== undefined) process.env.CAUDAL_JAVA = java;
  await install();
  await build();
  // Every process of ours compiles the same libraries: those that come after the first read what it made of them, and
  // start in two thirds of the time.
  process.env.NODE_COMPILE_CACHE ??= at('node_modules/.cache/compiled');
};

const start = async (args) => {
  await prepare({ kafka: true });
  return runInForeground([program('apps/local/src/main.js'), ...args]);
};

const bench = async (args) => {
  await prepare({ kafka: true });
  return runInForeground([program('test/load/bench.js'), ...args]);
};

/** Kills what runs, and counts what came of it. */
const chaos = async (args) => {
  await prepare({ kafka: true });
  return runInForeground(['--disable-warning=TimeoutNegativeWarning', program('test/chaos/chaos.js'), ...args]);
};

const fuzz = async (args) => {
  await prepare({ kafka: true });
  // kafkajs sets one timer in the past on Node 24, which is harmless.
  return runInForeground(['--disable-warning=TimeoutNegativeWarning', program('test/fuzz/fuzz.js'), ...args]);
};

/** The command line of an installation; it uses servers that run, and starts none. */
const caudal = async (args) => {
  await prepare({ kafka: false });
  return runInForeground(['--disable-warning=TimeoutNegativeWarning', program('apps/cli/src/main.js'), ...args]);
};

const generate = async (args) => {
  await prepare({ kafka: false });
  return runInForeground([program('apps/local/src/generate.js'), ...args]);
};

const check = async () => {
  await prepare({ kafka: false });
  const { failed } = await runChecks({ tidy: true });
  return failed === 0 ? 0 : 1;
};

/** Ends with exactly one line of figures, whatever happened. */
const test = async (args) => {
  const total = { passed: 0, failed: 0 };
  const add = ({ passed, failed }) => {
    total.passed += passed;
    total.failed += failed;
  };
  try {
    await prepare({ kafka: true });
    if (args.length === 0) add(await runChecks({ tidy: false }));
    else say('Only the tests that were named are run; the checks are left out.');
    add(await runTests(args));
  } catch (error) {
    say(sentenceOf(error));
    add({ passed: 0, failed: 1 });
  }
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
};

export const commands = { start, test, check, bench, chaos, fuzz, caudal, generate };
