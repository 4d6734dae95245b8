import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.js';
import { wayOf, type Running } from './launch.js';

const POLL_MS = 50;

/**
 * Waits until a program that was just started does its work.
 *
 * @throws Problem when it ends first, or is not ready in time (it is stopped then)
 */
export const untilReady = async (
  running: Running,
  isReady: () => Promise<boolean>,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<void> => {
  const until = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (running.hasExited()) {
      throw new Problem(`${running.name} ended while starting (${wayOf(await running.exited)}).${running.lastWords()}`);
    }
    if (Date.now() > until) {
      await running.stop();
      throw new Problem(`${running.name} was not ready after ${timeoutMs / 1_000} s.${running.lastWords()}`);
    }
    await sleep(POLL_MS);
  }
};
