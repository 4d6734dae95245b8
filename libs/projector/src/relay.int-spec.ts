import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONFLICT_RESOLVED, Topics } from '#contracts';
import { createLogger, registry } from '#observability';
import { openDatabase, type Database } from '#persistence';
import { eventually, MemoryLog, testDatabase, type TestDatabase } from '#testing';
import { startRelay, type Relay } from './relay.js';

/** The relay publishes for as long as the process lives, through any outage, and stops after the round under way. */
describe('the relay', () => {
  let test: TestDatabase;
  let database: Database;
  let log: MemoryLog;
  let relays: Relay[];
  let written: number;

  beforeEach(async () => {
    test = await testDatabase();
    database = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 4 });
    log = new MemoryLog([Topics.cleanTransfers.name]);
    relays = [];
    written = 0;
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await database.close();
    await test.close();
  });

  const start = (from: Database = database): void => {
    relays.push(
      startRelay({
        database: from,
        consumer: 'transfers',
        schema: 'transfers',
        publish: (records) => log.publish(records),
        isRefusal: (error) => error instanceof Error && error.message.includes('too many'),
        logger: createLogger('test', 'silent'),
      }),
    );
  };
  const write = async (count: number): Promise<void> => {
    await database.query(
      `insert into transfers.outbox (sequence, topic, key, headers, value)
       select n, $3, 'k' || n % 3, '{}', n::text from generate_series($1::bigint, $2::bigint) n`,
      [String(written + 1), String(written + count), Topics.cleanTransfers.name],
    );
    written += count;
  };
  const waiting = async (): Promise<number> => (await database.query('select 1 from transfers.outbox')).length;
  const untilEmpty = async (): Promise<void> => {
    const deadline = performance.now() + 8_000;
    while ((await waiting()) > 0) {
      if (performance.now() > deadline) throw new Error(`${String(await waiting())} rows wait`);
      await sleep(20);
    }
  };
  const numbers = (): number[] => log.kept.map(({ value }) => Number(value));
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

  it('publishes what is there and what comes, in order', async () => {
    await write(1_200);
    start();
    await untilEmpty();
    await write(10);
    await untilEmpty();
    expect(numbers()).toEqual(upTo(1_210));
  });

  it('waits out a broker that is away: the same records come again, in order', async () => {
    log.failure = new Error('the broker is away');
    start();
    await write(5);
    await sleep(300);
    expect([await waiting(), log.kept.length]).toEqual([5, 0]);
    log.failure = undefined;
    await untilEmpty();
    expect(numbers()).toEqual(upTo(5));
  });

  it('goes on with one topic while another takes nothing, and counts each by its name', async () => {
    const counted = async (): Promise<Map<string, number>> => {
      const { values = [] } = (await registry.getSingleMetric('caudal_outbox_published_total')?.get()) ?? {};
      return new Map(values.map(({ labels, value }) => [String(labels.topic), value]));
    };
    const before = await counted();
    await database.query(
      `insert into transfers.outbox (sequence, topic, key, headers, value) values (0, $1, 'd', $2, 'decided')`,
      [Topics.transfers.name, { ce_type: CONFLICT_RESOLVED }],
    );
    await write(1_200);
    // The log in memory has the clean topic alone.
    start();
    await eventually(async () => {
      expect(await waiting()).toBe(1);
    });
    await write(10);
    await eventually(async () => {
      expect([await waiting(), log.kept.length]).toEqual([1, 1_210]);
    });
    expect(numbers()).toEqual(upTo(1_210));
    const { name } = Topics.cleanTransfers;
    await eventually(async () => {
      expect(((await counted()).get(name) ?? 0) - (before.get(name) ?? 0)).toBe(1_210);
    });
    expect((await counted()).has(Topics.transfers.name)).toBe(false);
    expect(relays[0]?.work().waits).toBe(true);
  });

  it('waits out a database that is away', async () => {
    let away = true;
    await write(5);
    start({
      ...database,
      transaction: (work) => (away ? Promise.reject(new Error('away')) : database.transaction(work)),
    });
    await sleep(200);
    away = false;
    await untilEmpty();
    expect(numbers()).toEqual(upTo(5));
  });

  it('works with others: each row is published once, in order', async () => {
    start();
    start();
    start();
    for (let round = 0; round < 5; round += 1) await write(700);
    await untilEmpty();
    expect(numbers()).toEqual(upTo(3_500));
    expect(log.underWay.most).toBe(1);
  });

  it('stops after the round under way', async () => {
    const release = log.hold();
    start();
    await write(3);
    while (log.underWay.now === 0) await sleep(10);
    let stopped = false;
    const stopping = relays[0]?.stop().then(() => {
      stopped = true;
    });
    await sleep(100);
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect([numbers(), await waiting()]).toEqual([[1, 2, 3], 0]);
  });
});
