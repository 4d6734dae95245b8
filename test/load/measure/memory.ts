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
 * the last. A collector lets a heap of this size breathe by some ten megabytes, and medians smooth most of that: a tenth
 * and eight megabytes more are noise. Half of a run lies between the two: with its 200,000 requests or more, what is
 * beyond the bound is a leak of a few hundred bytes a request, less than one forgotten body.
 */
const WARM_UP = 0.25;
const GROWTH_MAX = 1.1;
const NOISE_BYTES = 8 * 1024 * 1024;

export interface MemoryReport {
  /** In bytes: the level of the second quarter and of the last. */
  readonly before: number;
  readonly after: number;
  readonly most: number;
  readonly flat: boolean;
}

/** What a quarter of a run is judged by: the median of its samples, or their floor. */
type LevelOf = (bytes: readonly number[]) => number;

/**
 * Watches memory until it is asked for the report.
 *
 * @param bytesOf looks once; what it throws leaves a sample out: a process that is gone is found by its exit
 * @param doneOf how much of the run is done, 0 to 1
 * @param levelOf `floor` for a heap that is collected now and then
 */
export const watchMemory = (
  bytesOf: () => Promise<number>,
  doneOf: () => number,
  levelOf: LevelOf = median,
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
    return reportOf(samples, levelOf);
  };
};

export const reportOf = (samples: readonly Sample[], levelOf: LevelOf = median): MemoryReport => {
  const within = (from: number, to: number): number[] =>
    samples.filter(({ done }) => done >= from && done <= to).map(({ bytes }) => bytes);
  const before = levelOf(within(WARM_UP, 0.5));
  const after = levelOf(within(0.75, 1));
  const most = Math.max(0, ...samples.map(({ bytes }) => bytes));
  return { before, after, most, flat: before > 0 && after <= before * GROWTH_MAX + NOISE_BYTES };
};

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

export const floor: LevelOf = (bytes) => (bytes.length > 0 ? Math.min(...bytes) : 0);

const median: LevelOf = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
