import { statSync } from 'node:fs';

/**
 * The order of the files. Two run at a time, and what starts the whole of `npm start` (ten processes, several times) takes
 * both cores: it goes first, beside specifications that only compute or ask a database. What holds a running system to
 * its deadlines comes after those, when that one is done.
 */
const HEAVIEST = 'apps/local/test/start.e2e-spec.ts';

const rankOf = (path) => (path.endsWith(HEAVIEST) ? 0 : path.endsWith('.e2e-spec.ts') ? 2 : 1);

export default class Sequencer {
  /** By rank; within one, the longest files first, so that no long one is left over at the end. */
  sort(tests) {
    const sized = [...tests].map((test) => ({ test, rank: rankOf(test.path), size: statSync(test.path).size }));
    return sized.sort((a, b) => a.rank - b.rank || b.size - a.size).map(({ test }) => test);
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // Durations are not remembered: the order is the same on every machine.
  }
}
