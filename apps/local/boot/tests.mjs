import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { runGroup } from './run-group.mjs';
import { say } from './stop.mjs';

/** Jest with native modules; kafkajs sets one timer in the past on Node 24, which is harmless. */
export const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
  at('node_modules/jest/bin/jest.js'),
  '-c',
  at('.config/jest.mjs'),
];

/** Three times the whole of it on two busy cores: what takes longer hangs. */
const LIMIT_MS = 45 * 60_000;
/** From the results to the end: the servers of the run shut down. */
const END_MS = 60_000;

/**
 * Runs the tests and counts them. A file that could not be run at all counts as one that failed, and so does a run that
 * does not end by itself or leaves a process behind.
 */
export const runTests = async (args) => {
  const folder = mkdtempSync(join(tmpdir(), 'caudal-results-'));
  const file = join(folder, 'results.json');
  try {
    const { ok, hung, left } = await runGroup([...JEST, '--json', `--outputFile=${file}`, ...args], {
      isDone: () => existsSync(file),
      graceMs: END_MS,
      limitMs: LIMIT_MS,
    });
    if (hung) say('The tests did not end by themselves, and were ended: something that they opened is still open.');
    if (left.length > 0) say(`The tests left processes behind, which were ended:\n  ${left.join('\n  ')}`);
    const { passed, failed } = count(file, ok);
    return { passed, failed: failed + (left.length > 0 ? 1 : 0) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const count = (file, ok) => {
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = results;
  const left = numPendingTests + numTodoTests;
  if (left > 0) say(`${left} tests were skipped or are still to be written.`);
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: ok ? failed : Math.max(failed, 1) };
};
