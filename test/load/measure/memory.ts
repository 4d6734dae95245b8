import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Resident memory of a process, in bytes; `ps` knows it on every system that we run on. */
export const residentBytes = async (pid: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * 1_024;
};

interface Sample {
  /** How much of the run was done, 0 to 1. */
  readonly done: number;
  readonly bytes: number;
}

const SAMPLE_EVERY_MS = 1_000;

/**
 * The first quarter of a run warms up: the compiler, the pools and the heap find their size. The second is compared with
 * the last. Half of a run lies between the two: with its 200,000 requests or more, what is beyond the bound is a leak of a
 * few hundred bytes a request, less than one forgotten body.
 */
const WARM_UP = 0.25;
const GROWTH_MAX = 1.1;

/** What a quarter of a run is judged by. */
export interface Yardstick {
  readonly levelOf: (bytes: readonly number[]) => number;
  /** What may come on top of a tenth. */
  readonly noiseBytes: number;
}

export interface MemoryReport {
  /** In bytes: the level of the second quarter and of the last. */
  readonly before: number;
  readonly after: number;
  readonly most: number;
  readonly flat: boolean;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

const lowest = (values: readonly number[]): number => (values.length > 0 ? Math.min(...values) : 0);

/** Memory that a collector lets breathe, by some ten megabytes; medians smooth most of that. */
export const BREATHING: Yardstick = { levelOf: median, noiseBytes: 8 * 1024 * 1024 };

/** A heap that is collected as a whole several times in a quarter (see `collect-often.ts`): its floor is what it holds. */
export const COLLECTED: Yardstick = { levelOf: lowest, noiseBytes: 0 };

/**
 * Watches memory until it is asked for the report.
 *
 * @param bytesOf looks once; what it throws leaves a sample out: a process that is gone is found by its exit
 * @param doneOf how much of the run is done, 0 to 1
 */
export const watchMemory = (
  bytesOf: () => Promise<number>,
  doneOf: () => number,
  yardstick = BREATHING,
): (() => MemoryReport) => {
  const samples: Sample[] = [];
  const timer = setInterval(() => {
    const done = doneOf();
    void bytesOf().then(
      (bytes) => samples.push({ done, bytes }),
      () => undefined,
    );
  }, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(timer);
    return reportOf(samples, yardstick);
  };
};

export const reportOf = (samples: readonly Sample[], { levelOf, noiseBytes }: Yardstick = BREATHING): MemoryReport => {
  const within = (from: number, to: number): number[] =>
    samples.filter(({ done }) => done >= from && done <= to).map(({ bytes }) => bytes);
  const before = levelOf(within(WARM_UP, 0.5));
  const after = levelOf(within(0.75, 1));
  const most = Math.max(0, ...samples.map(({ bytes }) => bytes));
  return { before, after, most, flat: before > 0 && after <= before * GROWTH_MAX + noiseBytes };
};

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
