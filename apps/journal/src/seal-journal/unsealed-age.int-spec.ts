import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { archiveInto, oldestUnsealedAgeMs, sealChains, sealKeyOf } from '#journal';
import { registry } from '#observability';
import { eventually, journalStore, MemoryLog, toldDeliveries, type JournalStore } from '#testing';
import { letSealsOut } from './let-out.js';
import { showUnsealedAge } from './unsealed-age.js';

/** What can still be rewritten grows older until a seal that covers it is outside, in both places. */
describe('the age of what is not sealed', () => {
  const KEY = sealKeyOf(Buffer.alloc(32, 3));
  const MINUTE = 60_000;
  let store: JournalStore;
  let directory: string;
  let topic: MemoryLog;
  let nowMs: number;

  beforeEach(async () => {
    store = await journalStore();
    directory = mkdtempSync(join(tmpdir(), 'caudal-seals-'));
    topic = new MemoryLog([Topics.seals.name]);
    nowMs = Date.parse('2026-11-24T12:00:00Z');
  });
  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await store.close();
  });

  const now = (): number => nowMs;
  const archive = async (first: bigint, partition = 0): Promise<void> => {
    await archiveInto(store.database, 'journal', now)([toldDeliveries([{}, {}], { first, partition })]);
  };
  const seal = () => sealChains(store.database, KEY, nowMs);
  const letOut = () => letSealsOut(store.database, { directory, publisher: topic, now });
  const minutes = async (): Promise<number> => ((await oldestUnsealedAgeMs(store.database, nowMs)) ?? 0) / MINUTE;

  it('is that of the oldest delivery, until the seal over it has reached the disk and the topic', async () => {
    expect(await minutes()).toBe(0);
    await archive(0n);
    nowMs += 5 * MINUTE;
    await archive(0n, 1);
    nowMs += MINUTE;
    expect(await minutes()).toBe(6);
    await seal();
    expect(await minutes()).toBe(6);
    topic.failure = new Error('away');
    await expect(letOut()).rejects.toThrow('away');
    nowMs += MINUTE;
    expect(await minutes()).toBe(7);
    topic.failure = undefined;
    await letOut();
    expect(await minutes()).toBe(0);
  });

  it('begins anew with what came after the seal, whether or not a seal that is still inside covers it', async () => {
    await archive(0n);
    await archive(0n, 1);
    await seal();
    await letOut();
    // However long nothing comes, nothing waits.
    nowMs += 60 * MINUTE;
    expect(await minutes()).toBe(0);
    await archive(2n, 1);
    nowMs += 2 * MINUTE;
    await seal();
    await archive(2n);
    nowMs += 2 * MINUTE;
    expect(await minutes()).toBe(4);
    await letOut();
    expect(await minutes()).toBe(2);
  });

  it('is shown from the start, and as it is found', async () => {
    const shown = async (): Promise<number> =>
      Number(/^caudal_journal_oldest_unsealed_seconds (\S+)$/m.exec(await registry.metrics())?.[1]);
    const { promise: never } = Promise.withResolvers<never>();
    showUnsealedAge({ query: () => never }, now)();
    expect(await shown()).toBe(0);
    await archive(0n);
    nowMs += 25 * MINUTE;
    const stop = showUnsealedAge(store.database, now);
    await eventually(async () => {
      expect(await shown()).toBeGreaterThanOrEqual(1_500);
    });
    stop();
  });
});
