import { setTimeout as sleep } from 'node:timers/promises';
import { APPS, CONTEXT_APPS, urlOf } from '../apps.js';
import { healthOf } from '../app-health.js';
import type { Terminal } from '../terminal.js';
import { flowLine } from './flow-line.js';
import { scrape } from './scrape.js';
import { createTally } from './tally.js';
import { tellOnce, type Waiting } from './tell-once.js';

const EVERY_MS = 1_000;
/** What stands still stands for as long as nobody acts: a few seconds more to be told of it are little. */
const HEALTH_EVERY = 3;

const COUNTED = ['projected', 'duplicates', 'conflicts'] as const;
const OF_CONTEXT = [
  ...COUNTED,
  ...(['lag', 'parkedKeys', 'haltedPartitions', 'unroutedMovements'] as const),
  ...(['oldestUnprojectedSeconds', 'oldestUnpublishedSeconds'] as const),
] as const;

export interface Watched {
  readonly portBase: number;
  /** How often a server or an app had to be started again. */
  readonly restarts: () => number;
}

/** Shows one line a second of what flows, all contexts together, until the signal. */
export const showFlow = async (
  { portBase, restarts }: Watched,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> => {
  const tallies = {
    accepted: createTally(),
    refused: createTally(),
    askedAgain: createTally(),
    projected: createTally(),
    duplicates: createTally(),
    conflicts: createTally(),
    late: createTally(),
    unclassified: createTally(),
  };
  const sayWhatWaits = tellOnce((sentence) => {
    terminal.say(`${timeOf()}  ${sentence}`);
  });
  for (let turn = 0; !signal.aborted; turn += 1) {
    const [door, contexts] = await Promise.all([
      scrape(urlOf(portBase, 'ingress'), [
        ...(['accepted', 'rejected', 'rejected{status="503"}'] as const),
        ...(['late', 'unclassified', 'spoolRecords'] as const),
      ]),
      Promise.all(CONTEXT_APPS.map(async (name) => [name, await scrape(urlOf(portBase, name), OF_CONTEXT)] as const)),
    ]);
    for (const name of ['accepted', 'late', 'unclassified'] as const) tallies[name].take(door?.[name]);
    // 503 refuses nothing for what it is: the provider sends it again.
    tallies.askedAgain.take(door?.['rejected{status="503"}']);
    tallies.refused.take(door && door.rejected - door['rejected{status="503"}']);
    for (const name of COUNTED) {
      for (const [consumer, context] of contexts) tallies[name].take(context?.[name], consumer);
    }
    const known = contexts.flatMap(([, context]) => context ?? []);
    const sum = (name: (typeof OF_CONTEXT)[number]) => known.reduce((total, context) => total + context[name], 0);
    const longest = (name: (typeof OF_CONTEXT)[number]) => Math.max(0, ...known.map((context) => context[name]));
    const line = flowLine({
      accepted: tallies.accepted.look(),
      projected: tallies.projected.look(),
      duplicates: tallies.duplicates.total,
      rejected: tallies.refused.total,
      lag: known.length < contexts.length ? undefined : sum('lag'),
      unprojectedS: longest('oldestUnprojectedSeconds'),
      unpublishedS: longest('oldestUnpublishedSeconds'),
      trouble: {
        late: tallies.late.total,
        unclassified: tallies.unclassified.total,
        conflicts: tallies.conflicts.total,
        'asked to send again': tallies.askedAgain.total,
        spooled: door?.spoolRecords ?? 0,
        parked: sum('parkedKeys'),
        unrouted: sum('unroutedMovements'),
        'partitions halted': sum('haltedPartitions'),
        restarts: restarts(),
      },
    });
    if (turn % HEALTH_EVERY === 0) sayWhatWaits(await whatWaits(portBase));
    terminal.live(`${timeOf()}  ${line}`);
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
};

/** What each app leaves to a person. */
const whatWaits = (portBase: number): Promise<readonly Waiting[]> =>
  Promise.all(APPS.map(async ({ name }) => ({ name, ...(await healthOf(urlOf(portBase, name))) })));

const timeOf = (): string => new Date().toISOString().slice(11, 19);
