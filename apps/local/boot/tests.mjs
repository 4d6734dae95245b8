import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { runNode } from './run.mjs';
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

/** Runs the tests and counts them. A file that could not be run at all counts as one that failed. */
export const runTests = async (args) => {
  const folder = mkdtempSync(join(tmpdir(), 'caudal-results-'));
  const file = join(folder, 'results.json');
  try {
    const { ok } = await runNode([...JEST, '--json', `--outputFile=${file}`, ...args], { show: true });
    return count(file, ok);
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
