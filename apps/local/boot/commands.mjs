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
};

const start = async (args) => {
  await prepare({ kafka: true });
  return runInForeground([program('apps/local/src/main.js'), ...args]);
};

const bench = async (args) => {
  await prepare({ kafka: true });
  return runInForeground([program('test/load/bench.js'), ...args]);
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

export const commands = { start, test, check, bench, generate };
