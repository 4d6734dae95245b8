import { describe, expect, it } from '@jest/globals';
import { startLoop, within } from './waiting.js';

describe('a loop', () => {
  it('takes turns until it is stopped, and its stop waits for the turn under way', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    let turns = 0;
    let ended = false;
    const stop = startLoop(async () => {
      turns += 1;
      if (turns === 3) await held;
      if (turns === 3) ended = true;
      return turns === 1 ? 0 : 1;
    });
    while (turns < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    const stopped = stop();
    release(undefined);
    await stopped;
    expect([turns, ended]).toEqual([3, true]);
  });

  it('does not wait out its pause when it is stopped', async () => {
    const stop = startLoop(() => Promise.resolve(3_600_000));
    await stop();
  });
});

describe('waiting for an answer', () => {
  it('is over after a time, and gives what came before', async () => {
    expect(await within(1_000, Promise.resolve(7))).toBe(7);
    await expect(within(1, new Promise(() => undefined))).rejects.toThrow('No answer within 1 ms');
  });
});
