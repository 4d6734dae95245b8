import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { eventually, linkTo, readTopic } from '#testing';
import { untilReady, type AppProcess } from './app-process.js';
import { openPlace, transferIds, type TransfersPlace } from './transfers-place.js';
import { publishAll, redelivered, transferRecords } from './transfers-story.js';

/** P3 and P12 for the transfers process: killed, stopped, without its database. Each fact counts once, nothing waits for a person. */
describe('the transfers process', () => {
  let place: TransfersPlace;

  beforeEach(async () => {
    place = await openPlace();
  });
  afterEach(() => place.close());

  /** Both events of each transfer, and every change on its way. */
  const untilApplied = (transfers: number): Promise<void> =>
    eventually(async () => {
      expect([await place.count('events'), await place.count('outbox')]).toEqual([transfers * 2, 0]);
    });
  /** Every transfer approved, each event once, and the clean topic says the same. */
  const expectEachOnce = async (transfers: number): Promise<void> => {
    const rows = await place.admin.query<{ id: string; state: string; sequence: bigint; view: object }>(
      'select id, state, sequence, view from transfers.transfers order by id',
    );
    expect(rows.map(({ id }) => id)).toEqual(transferIds(transfers));
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['approved']));
    expect([await place.count('events'), await place.count('parked_keys')]).toEqual([transfers * 2, 0]);
    const latest = new Map<string, { sequence: bigint; text: string }>();
    for (const { value, headers } of await readTopic(place.kafka, Topics.cleanTransfers.name)) {
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
    return { code, ms: performance.now() - begun };
  };

  it('killed in the middle of a batch: another member takes over, and each event counts once', async () => {
    const [first, second] = await Promise.all([place.start(), place.start()]);
    await Promise.all([first, second].map((app) => untilReady(app)));
    // Enough for every partition to have a checkpoint.
    await publishAll(place.kafka, transferRecords(transferIds(300)));
    await untilApplied(300);
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    const { promise: locked, resolve: lock } = Promise.withResolvers<undefined>();
    const holding = place.admin.transaction(async (sql) => {
      await sql.query('lock table transfers.checkpoints in share row exclusive mode');
      lock(undefined);
      await held;
    });
    await locked;
    const records = transferRecords(transferIds(1_200, 300));
    await publishAll(place.kafka, [...records, ...redelivered(records)]);
    // Each stops at the last statement of its transaction: everything is written, nothing is committed.
    await eventually(async () => {
      const waiting = await place.admin.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and query like 'update transfers.checkpoints%'`,
      );
      expect(waiting.length).toBeGreaterThanOrEqual(2);
    });
    expect(await place.count('events')).toBe(600);
    await endOf(first, 'SIGKILL');
    release(undefined);
    await holding;
    await untilApplied(1_500);
    await expectEachOnce(1_500);
    expect((await endOf(second, 'SIGTERM')).code).toBe(0);
  });

  it('killed again and again under load, and started again: each event counts once', async () => {
    const publishing = (async () => {
      for (let from = 0; from < 3_000; from += 500) {
        const records = transferRecords(transferIds(500, from));
        await publishAll(place.kafka, [...records, ...redelivered(records)]);
        await sleep(300);
      }
    })();
    for (const lifeMs of [1_500, 900]) {
      const app = await place.start();
      await sleep(lifeMs);
      await endOf(app, 'SIGKILL');
    }
    await publishing;
    await place.start();
    await untilApplied(3_000);
    await expectEachOnce(3_000);
  });

  it('told to stop while it works: it exits with 0 within seconds, and the others go on', async () => {
    const [first, second] = await Promise.all([place.start(), place.start()]);
    await Promise.all([first, second].map((app) => untilReady(app)));
    const records = transferRecords(transferIds(4_000));
    await publishAll(place.kafka, records);
    const { code, ms } = await endOf(first, 'SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    await untilApplied(4_000);
    await expectEachOnce(4_000);
  });

  it('without its database: it is up, says what it waits on, keeps its place in the group, and goes on by itself', async () => {
    const url = place.test.url('transfers');
    const link = await linkTo(url);
    const app = await place.start({ CAUDAL_DATABASE_URL: link.by(url) });
    const ready = async (): Promise<{ status: number; body: unknown }> => {
      const answer = await fetch(`${app.url}/health/ready`);
      return { status: answer.status, body: await answer.json() };
    };
    await eventually(async () => {
      expect(await ready()).toMatchObject({ status: 503, body: { waiting_on: ['postgres'] } });
    });
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    await publishAll(place.kafka, transferRecords(transferIds(300)));
    await link.up();
    await untilReady(app);
    await untilApplied(300);

    await link.down();
    await publishAll(place.kafka, transferRecords(transferIds(300, 300)));
    await eventually(async () => {
      expect(await ready()).toMatchObject({ status: 503, body: { waiting_on: ['postgres'] } });
    });
    // Longer than a session of the group.
    await sleep(12_000);
    expect(await ready()).toMatchObject({ status: 503, body: { waiting_on: ['postgres'] } });
    await link.up();
    await untilApplied(600);
    await expectEachOnce(600);
    await untilReady(app);
    expect(app.log.filter((line) => line.includes('joining anew'))).toEqual([]);
    expect((await endOf(app, 'SIGTERM')).code).toBe(0);
    await link.down();
  });

  it('told to stop while its database is away: it exits with 0 within seconds', async () => {
    const url = place.test.url('transfers');
    const app = await place.start({ CAUDAL_DATABASE_URL: (await linkTo(url)).by(url) });
    await publishAll(place.kafka, transferRecords(transferIds(50)));
    await sleep(2_000);
    const { code, ms } = await endOf(app, 'SIGTERM');
    expect([code, ms < 6_000]).toEqual([0, true]);
  });
});
