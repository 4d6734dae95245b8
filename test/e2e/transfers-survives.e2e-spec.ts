import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { openDatabase, type Database } from '#persistence';
import { makeTopics, readTopic, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { eventually, startApp, untilReady, type AppProcess } from './app-process.js';
import { switchableLink } from './switchable-link.js';
import { publishAll, redelivered, transferRecords } from './transfers-story.js';

/** P3 and P12 for the transfers process: killed, stopped, without its database. Each fact counts once, nothing waits for a person. */
describe('the transfers process', () => {
  let test: TestDatabase;
  let kafka: TestKafka;
  let admin: Database;
  let apps: AppProcess[];

  beforeEach(async () => {
    test = await testDatabase();
    kafka = testKafka();
    admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
    await makeTopics(kafka, Topics.transfers.name, Topics.cleanTransfers.name);
    apps = [];
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.end('SIGKILL')));
    await admin.close();
    await test.close();
  });

  const start = async (databaseUrl = test.url('transfers')): Promise<AppProcess> => {
    const app = await startApp('transfers', {
      CAUDAL_KAFKA_BROKERS: kafka.brokers.join(','),
      CAUDAL_TOPIC_PREFIX: kafka.topicPrefix,
      CAUDAL_DATABASE_URL: databaseUrl,
    });
    apps.push(app);
    return app;
  };
  const ids = (count: number, from = 0): string[] =>
    Array.from({ length: count }, (_, at) => `trn_${String(from + at).padStart(6, '0')}`);
  const count = async (table: string): Promise<number> => {
    const [row] = await admin.query<{ n: number }>(`select count(*)::int as n from transfers.${table}`);
    return row?.n ?? -1;
  };
  const untilApplied = (transfers: number, withinMs: number): Promise<void> =>
    eventually(async () => {
      expect([await count('events'), await count('outbox')]).toEqual([transfers * 2, 0]);
    }, withinMs);
  /** Every transfer approved, each event once, and the clean topic says the same. */
  const expectEachOnce = async (transfers: number): Promise<void> => {
    const rows = await admin.query<{ id: string; state: string; sequence: bigint; view: object }>(
      'select id, state, sequence, view from transfers.transfers order by id',
    );
    expect(rows.map(({ id }) => id)).toEqual(ids(transfers));
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['approved']));
    expect([await count('events'), await count('parked_keys')]).toEqual([transfers * 2, 0]);
    const latest = new Map<string, { sequence: bigint; text: string }>();
    for (const { value, headers } of await readTopic(kafka, Topics.cleanTransfers.name)) {
      const sequence = BigInt(headers.ce_sequence ?? 0);
      const { id } = JSON.parse(value.toString()) as { id: string };
      const known = latest.get(id);
      if (known?.sequence === sequence) expect(value.toString()).toBe(known.text);
      if (!known || sequence > known.sequence) latest.set(id, { sequence, text: value.toString() });
    }
    expect(latest.size).toBe(transfers);
    for (const { id, sequence, view } of rows) {
      expect(latest.get(id)?.sequence).toBe(sequence);
      expect(JSON.parse(latest.get(id)?.text ?? '')).toEqual(view);
    }
  };
  const endOf = async (app: AppProcess, signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> => {
    const begun = performance.now();
    const code = await app.end(signal);
    apps = apps.filter((one) => one !== app);
    return { code, ms: performance.now() - begun };
  };

  it('killed in the middle of a batch: another member takes over, and each event counts once', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await Promise.all([first, second].map((app) => untilReady(app, 20_000)));
    // Enough for every partition to have a checkpoint.
    await publishAll(kafka, transferRecords(ids(300)));
    await untilApplied(300, 15_000);
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    const { promise: locked, resolve: lock } = Promise.withResolvers<undefined>();
    const holding = admin.transaction(async (sql) => {
      await sql.query('lock table transfers.checkpoints in share row exclusive mode');
      lock(undefined);
      await held;
    });
    await locked;
    const records = transferRecords(ids(1_200, 300));
    await publishAll(kafka, [...records, ...redelivered(records)]);
    // Each stops at the last statement of its transaction: everything is written, nothing is committed.
    await eventually(async () => {
      const waiting = await admin.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and query like 'update transfers.checkpoints%'`,
      );
      expect(waiting.length).toBeGreaterThanOrEqual(2);
    }, 15_000);
    expect(await count('events')).toBe(600);
    await endOf(first, 'SIGKILL');
    release(undefined);
    await holding;
    await untilApplied(1_500, 25_000);
    await expectEachOnce(1_500);
    expect((await endOf(second, 'SIGTERM')).code).toBe(0);
  }, 90_000);

  it('killed again and again under load, and started again: each event counts once', async () => {
    const publishing = (async () => {
      for (let from = 0; from < 3_000; from += 500) {
        const records = transferRecords(ids(500, from));
        await publishAll(kafka, [...records, ...redelivered(records)]);
        await sleep(300);
      }
    })();
    for (const lifeMs of [1_500, 900]) {
      const app = await start();
      await sleep(lifeMs);
      await endOf(app, 'SIGKILL');
    }
    await publishing;
    await start();
    await untilApplied(3_000, 40_000);
    await expectEachOnce(3_000);
  }, 120_000);

  it('told to stop while it works: it exits with 0 within seconds, and leaves its group at once', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await Promise.all([first, second].map((app) => untilReady(app, 20_000)));
    const records = transferRecords(ids(4_000));
    await publishAll(kafka, records);
    const { code, ms } = await endOf(first, 'SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    // Well within a session: nobody waited for the one who left.
    await untilApplied(4_000, 9_000);
    await expectEachOnce(4_000);
  }, 60_000);

  it('without its database: it is up, says what it waits on, keeps its place in the group, and goes on by itself', async () => {
    const url = new URL(test.url('transfers'));
    const link = await switchableLink({ host: url.hostname, port: Number(url.port) });
    url.port = String(link.port);
    const app = await start(url.toString());
    const ready = async (): Promise<{ status: number; body: unknown }> => {
      const answer = await fetch(`${app.url}/health/ready`);
      return { status: answer.status, body: await answer.json() };
    };
    await eventually(async () => {
      expect(await ready()).toMatchObject({ status: 503, body: { waiting_on: ['postgres'] } });
    }, 15_000);
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    await publishAll(kafka, transferRecords(ids(300)));
    await link.up();
    await untilReady(app, 15_000);
    await untilApplied(300, 15_000);

    await link.down();
    await publishAll(kafka, transferRecords(ids(300, 300)));
    await eventually(async () => {
      expect(await ready()).toMatchObject({ status: 503, body: { waiting_on: ['postgres'] } });
    }, 15_000);
    // Longer than a session of the group.
    await sleep(12_000);
    expect(await ready()).toMatchObject({ status: 503, body: { waiting_on: ['postgres'] } });
    await link.up();
    await untilApplied(600, 15_000);
    await expectEachOnce(600);
    await untilReady(app);
    expect(app.log.filter((line) => line.includes('joining anew'))).toEqual([]);
    expect((await endOf(app, 'SIGTERM')).code).toBe(0);
    await link.down();
  }, 90_000);

  it('told to stop while its database is away: it exits with 0 within seconds', async () => {
    const url = new URL(test.url('transfers'));
    url.port = String((await switchableLink({ host: url.hostname, port: 1 })).port);
    const app = await start(url.toString());
    await publishAll(kafka, transferRecords(ids(50)));
    await sleep(2_000);
    const { code, ms } = await endOf(app, 'SIGTERM');
    expect([code, ms < 6_000]).toEqual([0, true]);
  }, 30_000);
});
