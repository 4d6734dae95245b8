/** What the spool says it has is committed, byte for byte; who cannot be kept knows it by the deadline. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import type { OutgoingRecord } from '#messaging';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { insertSpooled, standingOf } from './spool-store.js';
import { SpoolDeadlineError, SpoolFullError, SpoolWriter, type SpoolWriterOptions } from './spool-writer.js';

// Long beside what a loaded machine takes: the deadline has a test of its own.
const WITHIN_MS = 5_000;

describe('the spool', () => {
  let test: TestDatabase;
  let database: Database;
  let admin: Database;
  let statements: number[];
  let writers: SpoolWriter[];

  beforeEach(async () => {
    test = await testDatabase();
    [database, admin] = await Promise.all([
      openDatabase({ url: test.url('ingress'), app: 'test', poolSize: 2, flushCommits: true, clientTimeoutMs: 5_000 }),
      openDatabase({ url: test.adminUrl, app: 'test', poolSize: 3 }),
    ]);
    statements = [];
    writers = [];
  });
  afterEach(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
    await Promise.all([database.close(), admin.close()]);
    await test.close();
  });

  const writerWith = (options: Partial<SpoolWriterOptions> = {}): SpoolWriter => {
    const writer = new SpoolWriter({
      insert: (records) => {
        statements.push(records.length);
        return insertSpooled(database, records);
      },
      waitingMax: 5_000,
      hasRoom: () => true,
      ...options,
    });
    writers.push(writer);
    return writer;
  };
  const record = (n: number, value = Buffer.from(String(n))): OutgoingRecord => ({
    topic: Topics.transfers.name,
    key: `k${String(n % 3)}`,
    value,
    headers: { ce_deliveryid: randomUUID(), ce_id: String(n), ce_origin: 'spool' },
  });
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at);
  const stored = () =>
    admin.query<Omit<OutgoingRecord, 'topic'> & { delivery_id: string }>(
      'select delivery_id, key, headers, value from ingress.spool order by sequence',
    );
  /** Holds up every insert until it is told to end. */
  const lockSpool = async (): Promise<() => Promise<void>> => {
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    const { promise: locked, resolve: lock } = Promise.withResolvers<undefined>();
    const holding = admin.transaction(async (sql) => {
      await sql.query('lock table ingress.spool in exclusive mode');
      lock(undefined);
      await held;
    });
    await locked;
    return async () => {
      release(undefined);
      await holding;
    };
  };

  it('keeps every byte, header and key, in order of arrival', async () => {
    const writer = writerWith();
    const strange: OutgoingRecord = {
      ...record(0, Buffer.from(upTo(256))),
      key: 'trf_ñ"\\{},',
      headers: { ce_deliveryid: randomUUID(), ce_origin: 'spool', note: 'más\u0000 — 送金 "\\,{} \ud800', empty: '' },
    };
    const records = [strange, record(1, Buffer.alloc(0)), record(2, Buffer.alloc(256 * 1024, 7))];
    await Promise.all(records.map((one) => writer.put(one, WITHIN_MS)));
    expect(await stored()).toEqual(
      records.map(({ key, headers, value }) => ({ delivery_id: headers.ce_deliveryid, key, headers, value })),
    );
  });

  it('commits what waits together: a statement for the first, one for all that came meanwhile', async () => {
    const writer = writerWith();
    await writer.put(record(0), WITHIN_MS);
    const release = await lockSpool();
    const kept = upTo(400).map((n) => writer.put(record(n), WITHIN_MS));
    await sleep(50);
    kept.push(...upTo(600).map((n) => writer.put(record(400 + n), WITHIN_MS)));
    await release();
    await Promise.all(kept);
    expect(statements).toEqual([1, 400, 600]);
    expect((await stored()).slice(1).map(({ headers }) => Number(headers.ce_id))).toEqual(upTo(1_000));
  });

  it('cuts a statement by its bytes', async () => {
    const writer = writerWith();
    await Promise.all(upTo(40).map((n) => writer.put(record(n, Buffer.alloc(256 * 1024)), WITHIN_MS)));
    expect(statements).toEqual([16, 16, 8]);
  });

  it('flushes each commit, even where the server would not', async () => {
    expect(await admin.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
    expect(await database.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('gives back at the deadline what the database does not commit, and the memory of what waits behind it', async () => {
    const writer = writerWith();
    const release = await lockSpool();
    const begun = performance.now();
    const first = writer.put(record(0), 300).catch((error: unknown) => error);
    await sleep(50);
    const behind = writer.put(record(1), 300).catch((error: unknown) => error);
    expect([await first, await behind]).toEqual([expect.any(SpoolDeadlineError), expect.any(SpoolDeadlineError)]);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(writer.depth).toBe(1);
    await release();
    await writer.close();
    // The one under way was committed all the same, which is harmless; the one behind it was never sent.
    expect((await stored()).map(({ value }) => value.toString())).toEqual(['0']);
    await writer.put(record(2), WITHIN_MS);
  });

  it('tries again within the deadline when the connection broke', async () => {
    let broken = 2;
    const writer = writerWith({
      insert: (records) => {
        broken -= 1;
        if (broken < 0) return insertSpooled(database, records);
        return Promise.reject(Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' }));
      },
    });
    await Promise.all([writer.put(record(0), WITHIN_MS), writer.put(record(1), WITHIN_MS)]);
    expect(await stored()).toHaveLength(2);
  });

  it('lets nobody wait for long while the database is away, and takes records again when it is back', async () => {
    let away = true;
    const writer = writerWith({
      insert: (records) =>
        away
          ? Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
          : insertSpooled(database, records),
    });
    const first = writer.put(record(0), WITHIN_MS);
    await sleep(100);
    const begun = performance.now();
    await expect(writer.put(record(1), WITHIN_MS)).rejects.toThrow(SpoolDeadlineError);
    expect(performance.now() - begun).toBeLessThan(WITHIN_MS / 2);
    away = false;
    await first;
    await writer.put(record(2), WITHIN_MS);
    expect((await stored()).map(({ headers }) => headers.ce_id)).toEqual(['0', '2']);
  });

  it('refuses one record that the database refuses for itself, and keeps its neighbours', async () => {
    const writer = writerWith();
    const odd: OutgoingRecord = { ...record(1), headers: { ce_deliveryid: 'no uuid', ce_id: '1' } };
    const [before, refused, after] = await Promise.allSettled(
      [record(0), odd, record(2)].map((one) => writer.put(one, WITHIN_MS)),
    );
    expect([before?.status, refused?.status, after?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await stored()).map(({ headers }) => headers.ce_id)).toEqual(['0', '2']);
  });

  it('refuses at once what the database refuses for good', async () => {
    const writer = writerWith({ insert: () => admin.query('select nobody').then(() => undefined) });
    const begun = performance.now();
    await expect(writer.put(record(0), WITHIN_MS)).rejects.toThrow('nobody');
    expect(performance.now() - begun).toBeLessThan(WITHIN_MS / 2);
  });

  it('refuses what there is no room for: too many waiting, too many stored', async () => {
    const writer = writerWith({ waitingMax: 2 });
    const kept = [writer.put(record(0), WITHIN_MS), writer.put(record(1), WITHIN_MS)];
    await expect(writer.put(record(2), WITHIN_MS)).rejects.toThrow(SpoolFullError);
    await Promise.all(kept);
    await expect(writerWith({ hasRoom: () => false }).put(record(3), WITHIN_MS)).rejects.toThrow(SpoolFullError);
    expect(await stored()).toHaveLength(2);
  });

  it('closes when everything that waited is committed', async () => {
    const writer = writerWith();
    const kept = upTo(10).map((n) => writer.put(record(n), WITHIN_MS));
    await writer.close();
    expect(await stored()).toHaveLength(10);
    await Promise.all(kept);
  });

  it('says how much it holds and since when', async () => {
    expect(await standingOf(database)).toEqual({ records: 0, oldestSeconds: 0 });
    await insertSpooled(database, [record(0), { ...record(1), topic: Topics.cards.name }, record(2)]);
    await admin.query(`update ingress.spool set spooled_at = now() - interval '90 s' where topic = 'mono.cards.v1'`);
    const { records, oldestSeconds } = await standingOf(database);
    expect(records).toBe(3);
    expect(Math.floor(oldestSeconds / 10)).toBe(9);
  });
});
