import { at } from './paths.mjs';
import { runNode } from './run.mjs';
import { say } from './stop.mjs';
import { JEST } from './tests.mjs';

const bin = (name) => at('node_modules/.bin', name);

/** Everything that `npm run check` holds besides the tests. Each is one program with its own settings in .config/. */
const CHECKS = [
  { name: 'types', args: [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', args: [bin('eslint'), '-c', '.config/eslint.mjs', '--max-warnings', '0', '.'] },
  { name: 'format', args: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'boundaries',
    args: [bin('depcruise'), '--config', '.config/dependency-cruiser.mjs', 'apps', 'libs', 'test'],
  },
  { name: 'dead code', args: [bin('knip'), '--config', '.config/knip.json'] },
  { name: 'generated files', args: [at('dist/apps/local/src/generate.js'), '--check'] },
];

/** Style as a test; `npm test` runs it among all the others. */
const TIDY = { name: 'tidy', args: [...JEST, 'test/tidy'] };

/** As many at once as a small machine has cores. */
const CONCURRENCY = 2;

/** Runs the checks, tells each one's outcome as it ends, with the output of those that failed. */
export const runChecks = async ({ tidy }) => {
  const waiting = tidy ? [...CHECKS, TIDY] : [...CHECKS];
  const outcome = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const started = Date.now();
      const { ok, output } = await runNode(check.args);
      outcome[ok ? 'passed' : 'failed'] += 1;
      say(`${ok ? '✓' : '✗'} ${check.name} (${((Date.now() - started) / 1_000).toFixed(1)} s)`);
      if (!ok) say(output.trimEnd().replaceAll(/^/gm, '  '));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return outcome;
};
