import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.js';
import { lastWords } from './last-words.js';
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
  { logFile, timeoutMs }: { readonly logFile: string; readonly timeoutMs: number },
): Promise<void> => {
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (running.hasExited()) {
      const exit = await running.exited;
      throw new Problem(`${running.name} ended while starting (${wayOf(exit)}). ${lastWords(logFile)}`);
    }
    if (await isReady()) return;
    if (Date.now() > until) {
      await running.stop();
      const seconds = String(Math.round(timeoutMs / 1_000));
      throw new Problem(`${running.name} was not ready after ${seconds} s. ${lastWords(logFile)}`);
    }
    await sleep(POLL_MS);
  }
};
