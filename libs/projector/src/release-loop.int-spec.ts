import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyBatch } from '#event-store';
import { createLogger, registry } from '#observability';
import type { Database } from '#persistence';
import { eventually, toldBatch, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { startReleases } from './release-loop.js';

/** What people ask for is done within a second, by one of several processes, through any outage of the database. */
describe('the releases', () => {
  const context = toldContext();
  let store: ToldStore;
  let released: number;
  let stops: (() => Promise<void>)[];

  beforeEach(async () => {
    store = await toldStore();
    released = 0;
    stops = [];
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    await store.close();
  });

  const start = (database: Database = store.database): void => {
    const { stop } = startReleases({
      database,
      context,
      onReleased: (part) => {
        released += part.claimed.length;
      },
      now: () => Date.now(),
      logger: createLogger('test', 'silent'),
    });
    stops.push(stop);
  };
  /** Keys that are marked, with records behind the mark, and whose release is asked for. */
  const park = async (keys: readonly string[], records: number): Promise<void> => {
    const all = keys.flatMap((id) => Array.from({ length: records }, (_, at) => toldRecord(id, { n: at + 1 })));
    await store.admin.query(
      `insert into transfers.parked_keys (id, consumer, record_key, reason, detail, release_requested_at)
       select gen_random_uuid(), $1, key, 'unreadable_event', 'a test', now() + nth * interval '1 ms'
       from unnest($2::text[]) with ordinality as wish (key, nth)`,
      [context.consumer, keys],
    );
    await applyBatch(store.database, context, toldBatch(all), () => 0);
  };
  const untilReleased = (): Promise<void> =>
    eventually(async () => {
      expect(await store.count('parked_keys')).toBe(0);
    });
  const metric = async (name: string): Promise<number | undefined> =>
    (await registry.getSingleMetric(name)?.get())?.values[0]?.value;

  it('are done in parts, in order, each once, by several processes; and are counted', async () => {
    const keys = Array.from({ length: 5 }, (_, at) => `k${String(at)}`);
    await park(keys, 450);
    const before = (await metric('caudal_released_records_total')) ?? 0;
    start();
    start();
    await untilReleased();
    for (const key of keys) {
      expect((await store.viewOf(key))?.told).toEqual(Array.from({ length: 450 }, (_, at) => at + 1));
    }
    expect(released).toBe(5 * 450);
    expect((await metric('caudal_released_records_total')) ?? 0).toBe(before + 5 * 450);
    await eventually(async () => {
      expect(await metric('caudal_parked_keys')).toBe(0);
    });
  });

  it('wait out a database that is away, and a mark that somebody holds', async () => {
    await park(['a', 'b'], 3);
    let away = true;
    const { promise: held, resolve: letGo } = Promise.withResolvers<undefined>();
    const holding = store.admin.transaction(async (sql) => {
      await sql.query(`select 1 from transfers.parked_keys where record_key = 'a' for key share`);
      await held;
    });
    start({
      ...store.database,
      query: (text, parameters) => (away ? Promise.reject(new Error('away')) : store.database.query(text, parameters)),
    });
    await sleep(100);
    away = false;
    // "a" is asked for first: it gives up its wait after five seconds, and holds up nothing.
    await eventually(async () => {
      expect(await store.viewOf('b')).toBeDefined();
    });
    expect(await store.viewOf('a')).toBeUndefined();
    letGo(undefined);
    await holding;
    await untilReleased();
  });
});
