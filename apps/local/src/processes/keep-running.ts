import { setTimeout as sleep } from 'node:timers/promises';
import { sentenceOf } from '../problem.js';
import { wayOf, type Running } from './launch.js';
import type { Part } from './part.js';
import { untilReady, type Patience } from './until.js';

export interface Kept {
  readonly name: string;
  /** Of its present life; undefined between two. */
  pid(): number | undefined;
  /** How often it had to be started again. */
  restarts(): number;
  readonly stop: () => Promise<void>;
}

export interface Keeping {
  /** Told of every end and every new start, one sentence each. */
  tell(sentence: string): void;
  /** Called whenever it is ready again. */
  restarted?(): void;
  /** Gives up a first start that is under way. */
  readonly signal?: AbortSignal;
  readonly firstDelayMs?: number;
}

const FIRST_DELAY_MS = 500;
/** Long enough to leave the machine alone, short enough that nobody waits for a repair that was made meanwhile. */
const DELAY_MS_MAX = 10_000;
/** Who lived this long was well: the next delay begins small again. */
const WELL_MS = 30_000;

/**
 * Starts a part and starts it again whenever it ends, with a delay that doubles up to 10 s.
 *
 * @throws Problem when the first start fails: that is told, not retried
 */
export const keepRunning = async (part: Part, keeping: Keeping): Promise<Kept> => {
  const stopping = new AbortController();
  // A function, since the compiler would hold that a signal read twice has not changed between.
  const isStopping = () => stopping.signal.aborted;
  const first = keeping.firstDelayMs ?? FIRST_DELAY_MS;
  let running: Running | undefined;
  let [delayMs, lives] = [first, 0];

  const start = async (patience: Patience): Promise<Running> => {
    running = await part.launch(lives++);
    const launched = running;
    if (isStopping()) await launched.stop();
    await untilReady(launched, () => part.isReady(launched), patience);
    return launched;
  };

  /** The next life, however many attempts it takes; undefined when it is no longer wanted. */
  const startAgain = async (reason: string): Promise<Running | undefined> => {
    for (let why = reason; ;) {
      keeping.tell(`${why} Starting ${part.name} again in ${delayMs / 1_000} s.`);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      delayMs = Math.min(delayMs * 2, DELAY_MS_MAX);
      if (isStopping()) return undefined;
      try {
        const next = await start({ timeoutMs: part.readyMs, late: notReadyOf(part, keeping) });
        keeping.restarted?.();
        keeping.tell(`${part.name} is back (process ${next.pid}).`);
        return next;
      } catch (error) {
        if (isStopping()) return undefined;
        why = sentenceOf(error);
      }
    }
  };

  const watch = async (life: Running): Promise<void> => {
    for (let current: Running | undefined = life; current;) {
      const since = Date.now();
      const exit = await current.exited;
      if (isStopping()) return;
      if (Date.now() - since > WELL_MS) delayMs = first;
      current = await startAgain(`${part.name} ended (${wayOf(exit)}).${current.lastWords()}`);
    }
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    await running?.stop();
    await watching;
  };

  let watching: Promise<void> = Promise.resolve();
  const giveUp = () => void stop();
  keeping.signal?.addEventListener('abort', giveUp);
  try {
    watching = watch(await start({ timeoutMs: part.readyMs }));
  } catch (error) {
    await stop();
    throw error;
  } finally {
    keeping.signal?.removeEventListener('abort', giveUp);
  }
  return {
    name: part.name,
    pid: () => (running?.hasExited() ? undefined : running?.pid),
    restarts: () => lives - 1,
    stop,
  };
};

/** What lives and is not ready waits for something, or has more to do than the machine lets it: an end helps neither. */
const notReadyOf =
  ({ name, readyMs }: Part, keeping: Keeping) =>
  (): void => {
    keeping.tell(`${name} runs and is not ready after ${readyMs / 1_000} s: it is left to go on.`);
  };
