import { parseArgs } from 'node:util';

export const MEASURES = ['accept', 'consume', 'latency', 'ledger'] as const;
export type Measure = (typeof MEASURES)[number];

export interface BenchOptions {
  readonly measures: readonly Measure[];
  /** A run of under a minute that proves that everything works; its figures mean little and are not written down. */
  readonly quick: boolean;
  /** Servers that run already; without them the benchmark starts its own. */
  readonly kafka: string | undefined;
  readonly database: string | undefined;
}

/** The command line is not usable; the message says what is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const USAGE = `npm run bench -- [[--only] ${MEASURES.join('|')}] [--quick] [--kafka host:port] [--database postgres://…]`;

/** @throws UsageError */
export const parseOptions = (args: readonly string[]): BenchOptions => {
  const { quick, only, kafka, database } = read(args);
  if (only !== undefined && !isMeasure(only)) throw new UsageError(`There is no measure "${only}".\n${USAGE}`);
  return { measures: only === undefined ? MEASURES : [only], quick: quick ?? false, kafka, database };
};

const read = (args: readonly string[]) => {
  try {
    const string = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { quick: { type: 'boolean' }, only: string, kafka: string, database: string },
      allowPositionals: true,
    });
    const [named, ...more] = [...positionals, ...(values.only === undefined ? [] : [values.only])];
    if (more.length > 0) throw new Error('One measure at a time, or all of them.');
    return { ...values, only: named };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
};

const isMeasure = (text: string): text is Measure => MEASURES.some((measure) => measure === text);
