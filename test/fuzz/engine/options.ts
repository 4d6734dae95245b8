import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export const AREAS = ['parser', 'body', 'contracts', 'http'] as const;
export type Area = (typeof AREAS)[number];

export interface FuzzOptions {
  /** How many inputs each area is given; an area that is not here is left out. */
  readonly inputs: Readonly<Partial<Record<Area, number>>>;
  /** Every input follows from it: a failure is met again with the seed that it was printed with. */
  readonly seed: number;
  /** Servers that run already; without them the campaign over HTTP starts its own. */
  readonly kafka: string | undefined;
  readonly database: string | undefined;
}

/** The command line is not usable; the message says what is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * What a whole run is given. A million headers and 200,000 requests are what is claimed of the system; a body costs ten
 * times a header and a fold thirty times, so that 300,000 and 100,000 take about as long as the million.
 */
const FULL: Readonly<Record<Area, number>> = { parser: 1_000_000, body: 300_000, contracts: 100_000, http: 200_000 };

const USAGE = `npm run fuzz -- [--only ${AREAS.join('|')}] [--inputs N] [--seed N] [--kafka host:port] [--database postgres://…]`;

// Seeds are 32-bit integers in the generator.
const SEED_MAX = 0x7fff_ffff;
const INPUTS_MAX = 1_000_000_000;

/** @throws UsageError */
export const parseOptions = (args: readonly string[]): FuzzOptions => {
  const { only, inputs, seed, kafka, database } = read(args);
  if (only !== undefined && !isArea(only)) throw new UsageError(`There is no area "${only}".\n${USAGE}`);
  const wanted = only === undefined ? AREAS : [only];
  const count = numberOf('--inputs', inputs, INPUTS_MAX);
  return {
    inputs: Object.fromEntries(wanted.map((area) => [area, count ?? FULL[area]])),
    seed: numberOf('--seed', seed, SEED_MAX) ?? freshSeed(),
    kafka,
    database,
  };
};

export const freshSeed = (): number => randomInt(SEED_MAX);

const numberOf = (name: string, text: string | undefined, max: number): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > max) throw new UsageError(`${name} takes a number up to ${max}.\n${USAGE}`);
  return value;
};

const read = (args: readonly string[]) => {
  try {
    const string = { type: 'string' } as const;
    const options = { only: string, inputs: string, seed: string, kafka: string, database: string };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
};

const isArea = (text: string): text is Area => AREAS.some((area) => area === text);
