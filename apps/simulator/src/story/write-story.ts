import { advanceTo, openBank, runToTheEnd, type Bank, type Contexts, type Notice } from '../bank/bank.js';
import { createRandom } from '../bank/random.js';
import type { Faults } from '../faults/faults.js';
import { castOf } from './cast.js';
import { openCore } from './core-cast.js';
import { performAnyOperation, performOperation } from './operations.js';

export interface StoryPlot {
  readonly seed: number;
  readonly operations: number;
  readonly faults: Faults;
  /** Milliseconds since the epoch at which the story begins. */
  readonly startMs: number;
  /** What it tells of; transfers alone, where nothing is said. */
  readonly contexts?: Contexts;
}

/** A Monday in March 2026, 09:00 in Bogotá: far from today, so that a story is never taken for live traffic. */
export const STORY_START_MS = Date.UTC(2026, 2, 2, 14, 0, 0);

/** Time between two operations of a story: two seconds on average, so that many lives overlap. */
const GAP_US_MAX = 4_000_000;

export interface Story {
  /** The bank when everything that was begun has ended: its books are the truth. */
  readonly bank: Bank;
  /** What it said, in the order in which it said it. */
  readonly notices: readonly Notice[];
}

/**
 * Runs a bank through so many operations, in synthetic time, to the end of the last one. The same plot gives the
 * same story; another number of operations or another behaviour of the bank gives one with other ids, so that two
 * stories in one receiver can never contradict each other.
 */
export const writeStory = ({ seed, operations, faults, startMs, contexts = 'transfers' }: StoryPlot): Story => {
  const notices: Notice[] = [];
  const { flip, fallback } = faults;
  const name = `story/${[seed, operations, startMs, flip, fallback].join('/')}${contexts === 'all' ? '/all' : ''}`;
  const bank = openBank({
    seed: name,
    nowUs: startMs * 1_000,
    behaviour: { flip, fallback },
    contexts,
    listen: (notice) => notices.push(notice),
  });
  const cast = castOf(bank, name);
  if (contexts === 'all') openCore(bank, cast, name);
  const perform = contexts === 'all' ? performAnyOperation : performOperation;
  const random = createRandom(`plot/${String(seed)}`);
  for (let index = 0; index < operations; index += 1) {
    const own = random.fork(String(index));
    advanceTo(bank, bank.nowUs + own.int(1, GAP_US_MAX));
    perform(bank, cast, own);
  }
  runToTheEnd(bank);
  return { bank, notices };
};
