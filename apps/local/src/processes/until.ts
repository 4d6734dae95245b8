import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.js';
import { wayOf, type Running } from './launch.js';

const POLL_MS = 50;

/** How long a program is waited for, and what then. */
export interface Patience {
  readonly timeoutMs: number;
  /** Told once when the time is over, and waiting goes on; without it the program is stopped then. */
  readonly late?: () => void;
}

/**
 * Waits until a program that was just started does its work.
 *
 * @throws Problem when it ends first, or is not ready in time and nobody wants to wait longer (it is stopped then)
 */
export const untilReady = async (
  running: Running,
  isReady: () => Promise<boolean>,
  { timeoutMs, late }: Patience,
): Promise<void> => {
  let until = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (running.hasExited()) {
      throw new Problem(`${running.name} ended while starting (${wayOf(await running.exited)}).${running.lastWords()}`);
    }
    if (Date.now() > until) {
      until = Infinity;
      if (late) late();
      else {
        await running.stop();
        throw new Problem(`${running.name} was not ready after ${timeoutMs / 1_000} s.${running.lastWords()}`);
      }
    }
    await sleep(POLL_MS);
  }
};
