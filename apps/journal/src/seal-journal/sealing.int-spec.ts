import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { archiveInto, readSeals, sealChains, sealKeyOf, sealLine } from '#journal';
import { eventually, journalStore, MemoryLog, toldDeliveries, type JournalStore } from '#testing';
import { createLogger } from '#observability';
import { letSealsOut } from './let-out.js';
import { startSealing } from './sealing.js';

/** Seals leave the database for two places, each by itself, at least once, in their order. */
describe('sealing', () => {
  const KEY = sealKeyOf(Buffer.alloc(32, 3));
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  let store: JournalStore;
  let directory: string;
  let topic: MemoryLog;

  beforeEach(async () => {
    store = await journalStore();
    directory = join(mkdtempSync(join(tmpdir(), 'caudal-seals-')), 'made', 'by us');
    topic = new MemoryLog([Topics.seals.name]);
  });
  afterEach(async () => {
    rmSync(join(directory, '../..'), { recursive: true });
    await store.close();
  });

  const archive = (first: bigint) =>
    archiveInto(store.database, 'journal', () => NOW)([toldDeliveries([{}], { first })]);
  const letOut = () => letSealsOut(store.database, { directory, publisher: topic, now: () => NOW });
  const filed = () =>
    readdirSync(directory).flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'));
  const published = () => topic.kept.map(({ value }) => value.toString());
  const inside = async () => (await readSeals(store.admin, 0n, 100)).map(sealLine);

  it('brings each to both places once, and each names the one before it', async () => {
    for (const first of [0n, 1n]) {
      await archive(first);
      await sealChains(store.database, KEY, NOW);
      await letOut();
      await letOut();
    }
    // Nothing came since: there is nothing to seal.
    expect(await sealChains(store.database, KEY, NOW)).toBeUndefined();
    expect(await inside()).toHaveLength(2);
    expect(filed()).toEqual(await inside());
    expect(published()).toEqual(await inside());
  });

  it('reaches the disk while the broker is away, and the broker when it is back', async () => {
    await archive(0n);
    await sealChains(store.database, KEY, NOW);
    topic.failure = new Error('away');
    await expect(letOut()).rejects.toThrow('away');
    expect(filed()).toEqual(await inside());
    expect(published()).toEqual([]);
    topic.failure = undefined;
    await letOut();
    expect(published()).toEqual(await inside());
    expect(filed()).toHaveLength(1);
  });

  it('is done by one of several processes, again when something came', async () => {
    const sealing = { database: store.database, key: KEY, everyMs: 50, directory, publisher: topic, now: Date.now };
    const stops = [0, 1].map(() => startSealing({ ...sealing, logger: createLogger('test', 'silent') }));
    for (const first of [0n, 1n]) {
      await archive(first);
      await eventually(() => {
        expect(published()).toHaveLength(Number(first) + 1);
      });
    }
    await Promise.all(stops.map((stop) => stop()));
    expect(published()).toEqual(await inside());
    expect(filed()).toEqual(await inside());
  });
});
