import { bodyChecks, bodyCorpus, replayBody } from '../body/body-checks.js';
import { contractChecks, historyCorpus, replayHistory } from '../contracts/contract-checks.js';
import { headerCorpus, parserChecks, replayHeader } from '../parser/parser-checks.js';
import { errorText, runChecks, type AnyCheck, type Failure, type Outcome } from './campaign.js';
import type { CorpusEntry } from './corpus.js';
import type { Area } from './options.js';
import { Tally } from './tally.js';

/** An area that is pure: its checks, and what is replayed before them. */
interface PureArea {
  readonly checks: readonly AnyCheck[];
  readonly replays: readonly Replay[];
  /** What became of the inputs, where that is worth a word. */
  readonly fates?: Tally;
}

export interface Replay {
  readonly name: string;
  /** @throws when the entry does not hold */
  readonly run: () => void;
}

const replaysOf = <Entry extends CorpusEntry>(entries: readonly Entry[], replay: (entry: Entry) => void): Replay[] =>
  entries.map((entry) => ({
    name: entry.name,
    run: () => {
      replay(entry);
    },
  }));

export type PureAreaName = Exclude<Area, 'http'>;

export const areaOf = (name: PureAreaName): PureArea => {
  switch (name) {
    case 'parser':
      return { checks: parserChecks, replays: replaysOf(headerCorpus(), replayHeader) };
    case 'body':
      return { checks: bodyChecks, replays: replaysOf(bodyCorpus(), replayBody) };
    case 'contracts': {
      const fates = new Tally();
      return { checks: contractChecks(fates), replays: replaysOf(historyCorpus(), replayHistory), fates };
    }
  }
};

/** The corpus first, then what the seed makes. */
export const runArea = (
  { checks, replays }: PureArea,
  inputs: number,
  seed: number,
  onProgress?: (done: number) => void,
): Outcome => {
  const failures = replays.flatMap((replay) => failureOf(replay) ?? []);
  const outcome = runChecks(checks, inputs, seed, onProgress);
  return { ...outcome, failures: [...failures, ...outcome.failures] };
};

const failureOf = ({ name, run }: Replay): Failure | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return { check: 'the corpus', seed: 0, path: '', input: name, error: errorText(error) };
  }
};
