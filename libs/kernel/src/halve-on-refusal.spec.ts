/** One item that is refused keeps no other from being done, in order, in few tries, and within a bound. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { halveOnRefusal } from './halve-on-refusal.js';

class Refusal extends Error {}
const isRefusal = (error: unknown): boolean => error instanceof Refusal;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('halving what is refused', () => {
  it('finds exactly the refused ones, wherever they are, and does the others in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(200), fc.uniqueArray(fc.nat(200), { maxLength: 8 }), async (count, bad) => {
        const accepted: number[] = [];
        const work = (part: readonly number[]): Promise<void> => {
          if (part.some((item) => bad.includes(item))) return Promise.reject(new Refusal());
          accepted.push(...part);
          return Promise.resolve();
        };
        const { done, refused } = await halveOnRefusal(upTo(count), work, {
          isRefusal,
          refusedMax: 10,
          withinMs: 60_000,
        });
        const good = upTo(count).filter((item) => !bad.includes(item));
        expect([done, accepted]).toEqual([good, good]);
        expect(refused.map(({ item }) => item)).toEqual(upTo(count).filter((item) => bad.includes(item)));
      }),
    );
  });

  it('needs few tries for one among many', async () => {
    let tries = 0;
    const work = (part: readonly number[]): Promise<void> => {
      tries += 1;
      return part.includes(137) ? Promise.reject(new Refusal()) : Promise.resolve();
    };
    await halveOnRefusal(upTo(500), work, { isRefusal, refusedMax: 10, withinMs: 60_000 });
    expect(tries).toBeLessThanOrEqual(19);
  });

  it('leaves the rest alone after so many', async () => {
    const { done, refused } = await halveOnRefusal(upTo(500), () => Promise.reject(new Refusal()), {
      isRefusal,
      refusedMax: 3,
      withinMs: 60_000,
    });
    expect([done, refused.map(({ item }) => item)]).toEqual([[], [0, 1, 2]]);
  });

  it('leaves the rest alone after some time', async () => {
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Refusal();
    };
    const { done, refused } = await halveOnRefusal(upTo(500), slow, { isRefusal, refusedMax: 500, withinMs: 50 });
    expect([done, refused]).toEqual([[], []]);
  });

  it('throws what is no refusal', async () => {
    const away = new Error('away');
    await expect(
      halveOnRefusal([1, 2], () => Promise.reject(away), { isRefusal, refusedMax: 3, withinMs: 60_000 }),
    ).rejects.toBe(away);
  });
});
