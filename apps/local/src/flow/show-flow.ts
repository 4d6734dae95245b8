import { setTimeout as sleep } from 'node:timers/promises';
import { urlOf } from '../apps.js';
import type { Terminal } from '../terminal.js';
import { scrape } from './scrape.js';
import { createTally } from './tally.js';

const EVERY_MS = 1_000;

/** Shows one line a second of what flows, until the signal. */
export const showFlow = async (portBase: number, terminal: Terminal, signal: AbortSignal): Promise<void> => {
  const [accepted, rejected, projected, duplicates] = [createTally(), createTally(), createTally(), createTally()];
  while (!signal.aborted) {
    const [door, context] = await Promise.all([
      scrape(urlOf(portBase, 'ingress'), ['accepted', 'rejected']),
      scrape(urlOf(portBase, 'transfers'), ['projected', 'duplicates', 'lag']),
    ]);
    accepted.take(door?.accepted);
    rejected.take(door?.rejected);
    projected.take(context?.projected);
    duplicates.take(context?.duplicates);
    const figures = [
      `accepted ${accepted.total} (+${accepted.added}/s)`,
      `projected ${projected.total} (+${projected.added}/s)`,
      `duplicates ${duplicates.total}`,
      `rejected ${rejected.total}`,
      `lag ${context?.lag ?? '?'}`,
    ];
    terminal.live(`${new Date().toISOString().slice(11, 19)}  ${figures.join('   ')}`);
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
};
