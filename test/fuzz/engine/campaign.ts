import { performance } from 'node:perf_hooks';
import fc from 'fast-check';

/** Something that must hold for every input of a kind. */
export interface Check<Input> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** Of the inputs that its area is given, how many parts come here. */
  readonly share: number;
  /** @throws when it does not hold */
  readonly holds: (input: Input) => void;
  /** The input as a person can read it, and as the corpus can keep it. */
  readonly show: (input: Input) => string;
}

/** A check whose inputs only it knows: the campaign hands them back to it and looks into none. */
export type AnyCheck = Check<unknown>;

export const check = <Input>(declared: Check<Input>): AnyCheck => declared as unknown as AnyCheck;

/** What the campaign found: an input that breaks a check, made as small as it still does. */
export interface Failure {
  readonly check: string;
  /** The seed with which the chunk was made; `path` leads to the input within it. */
  readonly seed: number;
  readonly path: string;
  readonly input: string;
  readonly error: string;
}

export interface Outcome {
  readonly inputs: number;
  readonly elapsedMs: number;
  readonly failures: readonly Failure[];
}

// The generator leans towards small and extreme values at the beginning of a run and away from them later: many runs
// of this length meet both, and a run's own bookkeeping stays small.
const CHUNK = 10_000;

/** Gives each check its share of the inputs. A check that broke is not tried further, the others are. */
export const runChecks = (
  checks: readonly AnyCheck[],
  inputs: number,
  seed: number,
  onProgress: (done: number) => void = () => undefined,
): Outcome => {
  const startedAt = performance.now();
  const shares = checks.reduce((sum, { share }) => sum + share, 0);
  const failures: Failure[] = [];
  let done = 0;
  for (const [at, one] of checks.entries()) {
    let left = Math.ceil((inputs * one.share) / shares);
    for (let chunk = 0; left > 0; chunk += 1) {
      const runs = Math.min(left, CHUNK);
      const failure = runChunk(one, runs, seedOf(seed, at, chunk));
      done += runs;
      left -= runs;
      onProgress(done);
      if (!failure) continue;
      failures.push(failure);
      break;
    }
  }
  return { inputs: done, elapsedMs: performance.now() - startedAt, failures };
};

/** The first chunk of the first check has the seed itself, so that a printed seed meets its failure at once. */
const seedOf = (seed: number, check: number, chunk: number): number => (seed + check * 100_003 + chunk * 7) | 0;

const runChunk = (one: AnyCheck, numRuns: number, seed: number): Failure | undefined => {
  const details = fc.check(fc.property(one.inputs, one.holds), { numRuns, seed });
  if (!details.failed) return undefined;
  const [input] = details.counterexample ?? [];
  const error = details.errorInstance;
  return {
    check: one.name,
    seed,
    path: details.counterexamplePath ?? '',
    input: details.counterexample === null ? '' : one.show(input),
    error: errorText(error),
  };
};

// Enough to see what was thrown and where; the generator's own frames tell nothing.
const FRAMES_MAX = 6;

/** What was thrown, and the places of ours that it came through. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line) && !line.includes('node_modules'));
  return [`${error.name}: ${error.message.trim()}`, ...frames.slice(0, FRAMES_MAX)].join('\n');
};

/** Everything that is needed to meet a failure again. Inputs are made up here, so they may be shown. */
export const describeFailure = ({ check: name, seed, path, input, error }: Failure): string =>
  [`${name} does not hold (seed ${String(seed)}, path ${path})`, `  input: ${input}`, `  ${error}`].join('\n');
