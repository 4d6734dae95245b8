import { untilReady } from './until.js';
import type { Running } from './launch.js';

/** Something that is kept running: how it is started, and when it does its work. */
export interface Part {
  readonly name: string;
  /** @param restarts how often it has been started before this */
  launch(restarts: number): Promise<Running>;
  isReady(running: Running): Promise<boolean>;
  /** A first life that is not ready after this long is given up, a later one is told of, in milliseconds. */
  readonly readyMs: number;
}

/** Starts a part and waits until it does its work. @throws Problem */
export const startPart = async (part: Part): Promise<Running> => {
  const running = await part.launch(0);
  await untilReady(running, () => part.isReady(running), { timeoutMs: part.readyMs });
  return running;
};
