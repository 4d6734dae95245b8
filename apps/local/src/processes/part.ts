import { untilReady } from './until.js';
import type { Running } from './launch.js';

/** Something that is kept running: how it is started, and when it does its work. */
export interface Part {
  readonly name: string;
  launch(): Promise<Running>;
  isReady(running: Running): Promise<boolean>;
  /** After this long without being ready it is given up, in milliseconds. */
  readonly readyMs: number;
}

/** Starts a part and waits until it does its work. @throws Problem */
export const startPart = async (part: Part): Promise<Running> => {
  const running = await part.launch();
  await untilReady(running, () => part.isReady(running), { timeoutMs: part.readyMs });
  return running;
};
