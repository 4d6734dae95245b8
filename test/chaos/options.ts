import { parseArgs } from 'node:util';

/** The command line is not usable; the message says what is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const SCENARIOS = ['faults', 'broker-away', 'outage', 'rebalance', 'restarts', 'soak'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface ChaosOptions {
  readonly scenario: ScenarioName;
  /** How long it lasts; each scenario has a length of its own where none is given. */
  readonly minutes: number | undefined;
  readonly seed: number;
  /** Different events a second; each scenario has a rate of its own where none is given. */
  readonly rate: number | undefined;
  /** How often each part is killed; by the length where it is not given. */
  readonly kills: number | undefined;
  readonly mutate: 'claim' | undefined;
  /** Logs and data stay where they are, also of a run that ended well. */
  readonly keep: boolean;
}

const USAGE = `npm run chaos -- [${SCENARIOS.join('|')}] [--minutes N] [--rate N] [--kills N] [--seed N] [--mutate claim] [--keep]
  faults       every context: each app, the broker and the database are killed again and again (3 minutes);
               --mutate claim shows what the audit finds when nothing is claimed
  broker-away  transfers: nothing is refused while the broker is away and the spool has room
  outage       transfers: the broker, then the database is away for long (10 minutes each)
  rebalance    transfers: members of the consumer group come, go and die (2 minutes)
  restarts     transfers: every app is asked to end under load, and a next version is rolled out (1 minute)
  soak         transfers: nothing fails, and no process grows (20 minutes)`;

/** @throws UsageError */
export const parseOptions = (args: readonly string[]): ChaosOptions => {
  if (args.includes('--help')) throw new UsageError(USAGE);
  const { values, positionals } = read(args);
  const [scenario = 'faults', ...rest] = positionals;
  if (!isScenario(scenario) || rest.length > 0) {
    throw new UsageError(`There is no scenario "${positionals.join(' ')}".\n${USAGE}`);
  }
  const { mutate } = values;
  if (mutate !== undefined && mutate !== 'claim') throw new UsageError(`There is no mutation "${mutate}".\n${USAGE}`);
  if (mutate !== undefined && scenario !== 'faults') throw new UsageError(`Only "faults" can be mutated.\n${USAGE}`);
  return {
    scenario,
    minutes: numberOf('minutes', values.minutes, 0.01),
    seed: numberOf('seed', values.seed, 0) ?? 1,
    rate: numberOf('rate', values.rate, 1),
    kills: numberOf('kills', values.kills, 0),
    mutate,
    keep: values.keep ?? false,
  };
};

const read = (args: readonly string[]) => {
  try {
    const string = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        minutes: string,
        seed: string,
        rate: string,
        kills: string,
        mutate: string,
        keep: { type: 'boolean' },
      },
    });
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice for programmers.
    throw new UsageError(`${(error instanceof Error ? error.message : String(error)).split('. ')[0] ?? ''}\n${USAGE}`);
  }
};

const numberOf = (name: string, text: string | undefined, least: number): number | undefined => {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new UsageError(`--${name} must be a number, ${least} or more.\n${USAGE}`);
};

const isScenario = (text: string): text is ScenarioName => SCENARIOS.some((scenario) => scenario === text);
