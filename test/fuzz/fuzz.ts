import { areaOf, runArea } from './engine/areas.js';
import { describeFailure, type Failure } from './engine/campaign.js';
import { AREAS, parseOptions, UsageError, type Area, type FuzzOptions } from './engine/options.js';
import { runHttp } from './http/run-http.js';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const PROGRESS_EVERY_MS = 10_000;

/** Says how far an area is, every ten seconds; on standard error, so that the report stays a report. */
const progressOf = (area: Area, inputs: number): ((done: number) => void) => {
  let lastAt = performance.now();
  return (done) => {
    if (performance.now() - lastAt < PROGRESS_EVERY_MS) return;
    lastAt = performance.now();
    console.error(`${area}: ${done} of ${inputs}`);
  };
};

interface Done {
  readonly inputs: number;
  readonly elapsedMs: number;
  readonly failures: readonly Failure[];
  /** What became of the inputs, line by line. */
  readonly words: readonly string[];
}

const runOne = async (area: Area, inputs: number, options: FuzzOptions): Promise<Done> => {
  const onProgress = progressOf(area, inputs);
  if (area === 'http') {
    const { requests, ...outcome } = await runHttp(options, inputs, onProgress);
    return { ...outcome, inputs: requests };
  }
  const pure = areaOf(area);
  const outcome = runArea(pure, inputs, options.seed, onProgress);
  return { ...outcome, words: pure.fates ? [pure.fates.toString()] : [] };
};

const report = (area: Area, { inputs, elapsedMs, failures, words }: Done): void => {
  const rate = Math.round(inputs / (elapsedMs / 1_000));
  console.log(`${area}: ${inputs} inputs in ${seconds(elapsedMs)} (${rate}/s)`);
  for (const line of words) console.log(`  ${line}`);
  for (const failure of failures) console.log(describeFailure(failure));
};

/** Runs the areas one after the other. @returns whether nothing failed */
const run = async (options: FuzzOptions): Promise<boolean> => {
  console.log(`seed ${options.seed}`);
  const parts: string[] = [];
  let failed = 0;
  for (const area of AREAS) {
    const inputs = options.inputs[area];
    if (inputs === undefined) continue;
    const done = await runOne(area, inputs, options);
    report(area, done);
    parts.push(`${area} ${done.inputs}`);
    failed += done.failures.length;
  }
  console.log(`fuzz ${parts.join(', ')}: ${failed} failures`);
  return failed === 0;
};

try {
  if (!(await run(parseOptions(process.argv.slice(2))))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
