import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { deleteTopic } from '#messaging';
import { createLogger } from '#observability';
import { eventually, boundsOf, makeTopics } from '#testing';
import { untilReady, type AppProcess } from './app-process.js';
import { runCli, type CliResult } from './cli-process.js';
import { startOwnBroker, type OwnBroker } from './ingress-own-broker.js';
import { openPlace, transferIds, type TransfersPlace } from './transfers-place.js';
import { publishAll, redelivered, transferRecords } from './transfers-story.js';

/**
 * Kafka is made anew under a consumer: its topic, or its whole data. Nothing is dropped silently: the partitions stand
 * still and say why, and a person lets them go on, without a restart of the consumer.
 */
const topic = Topics.transfers.name;
const COMMAND = 'npm run caudal -- resume transfers';

let place: TransfersPlace;

afterEach(() => place.close());

const start = (): Promise<AppProcess> => place.start({ CAUDAL_WATCHDOG_SECONDS: '12' });
const caudal = (...args: readonly string[]): Promise<CliResult> =>
  runCli(args, {
    CAUDAL_DATABASE_URL: place.test.adminUrl,
    CAUDAL_KAFKA_BROKERS: place.kafka.brokers.join(','),
    CAUDAL_TOPIC_PREFIX: place.kafka.topicPrefix,
  });
const booked = async (): Promise<number> => {
  const rows = await place.admin.query('select distinct partition from transfers.checkpoints');
  return rows.length;
};
const waitingOn = async (app: AppProcess): Promise<string[]> => {
  const answer = await fetch(`${app.url}/health/ready`);
  return ((await answer.json()) as { waiting_on: string[] }).waiting_on;
};
const untilStanding = (app: AppProcess, partitions: number, reason: string): Promise<void> =>
  eventually(async () => {
    // One line a reason, with every partition that stands still for it: `topic/0,3: reason; … command`.
    const standing = (await waitingOn(app)).filter((line) => line.includes(COMMAND) && line.includes(`: ${reason};`));
    expect(standing.flatMap((line) => /\/([\d,]+):/.exec(line)?.[1]?.split(',') ?? [])).toHaveLength(partitions);
  });
const remake = async (): Promise<void> => {
  await deleteTopic({ ...place.kafka, clientId: 'test', logger: createLogger('test', 'silent') }, topic);
  await makeTopics(place.kafka, topic);
};

describe('a topic that was made anew in the same cluster, and has grown past the checkpoints', () => {
  beforeEach(async () => {
    place = await openPlace();
  });

  it('between two lives of the consumer: it stands still, and resumes what it is told to', async () => {
    const first = await start();
    await publishAll(place.kafka, transferRecords(transferIds(40)));
    await place.untilApplied(80);
    const partitions = await booked();
    expect(await first.end()).toBe(0);
    await remake();
    await publishAll(place.kafka, transferRecords(transferIds(300, 1_000)));
    const lows = [...(await boundsOf(place.kafka, topic)).values()].map(({ high }) => high);
    expect(lows.every((high) => high > 0n)).toBe(true);

    const second = await start();
    await untilStanding(second, partitions, 'log_is_another');
    expect(await place.count('events')).toBeLessThan(680);
    // The lines come by a pipe, a moment later.
    await eventually(() => {
      expect(second.log.filter((line) => line.includes('A partition stands still'))).toHaveLength(partitions);
    });

    const [{ partition } = { partition: -1 }] = await place.admin.query<{ partition: number }>(
      'select partition from transfers.checkpoints order by partition limit 1',
    );
    const one = await caudal('resume', 'transfers', '--topic', topic, '--partition', String(partition));
    expect([one.code, one.err]).toEqual([0, '']);
    expect(one.out.trim().split('\n')).toHaveLength(1);
    expect(one.out).toMatch(/log_is_another.*What the old log held from \d+ on is missing/);
    await untilStanding(second, partitions - 1, 'log_is_another');

    const rest = await caudal('resume', 'transfers');
    expect([rest.code, rest.out.trim().split('\n').length]).toEqual([0, partitions - 1]);
    await place.untilApplied(680);
    await untilReady(second);
    expect(await caudal('resume', 'transfers')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/stands still: nothing was changed/),
    });
    // What was applied before the topic was lost, and comes once more, counts once.
    await publishAll(place.kafka, redelivered(transferRecords(transferIds(40))));
    await publishAll(place.kafka, transferRecords(transferIds(1, 5_000)));
    await place.untilApplied(682);
  });

  it('under a consumer that runs', async () => {
    const app = await start();
    await publishAll(place.kafka, transferRecords(transferIds(40)));
    await place.untilApplied(80);
    const partitions = await booked();
    await remake();
    // Seen by a look at the log, though nothing comes.
    await untilStanding(app, partitions, 'log_ends_before_checkpoint');
    await publishAll(place.kafka, transferRecords(transferIds(300, 1_000)));
    expect((await caudal('resume', 'transfers')).code).toBe(0);
    await place.untilApplied(680);
    await untilReady(app);
    expect(await app.end()).toBe(0);
  });
});

describe('a broker whose data was deleted', () => {
  let broker: OwnBroker;
  beforeEach(async () => {
    broker = await startOwnBroker();
    place = await openPlace({ brokers: broker.brokers, topicPrefix: '' });
  });
  afterEach(() => broker.close(), 30_000);

  it('is another cluster: the consumer that waited for it stands still, and goes on when it is told to', async () => {
    const app = await start();
    await publishAll(place.kafka, transferRecords(transferIds(40)));
    await place.untilApplied(80);
    const partitions = await booked();
    const from = app.log.length;
    await broker.kill();
    broker.wipe();
    // Longer than the watchdog's limit: away is no reason to end.
    const away = await Promise.race([app.exited, sleep(20_000, 'still there')]);
    expect(away).toBe('still there');
    expect(await waitingOn(app)).toEqual(['kafka']);
    const said = app.log.slice(from).map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(new Set(said).size).toBe(said.length);
    await broker.restart();
    await makeTopics(place.kafka, topic, Topics.cleanTransfers.name);
    await publishAll(place.kafka, transferRecords(transferIds(200, 1_000)));
    await untilStanding(app, partitions, 'log_of_another_cluster');

    const resumed = await caudal('resume', 'transfers');
    expect([resumed.code, resumed.err]).toEqual([0, '']);
    expect(resumed.out.match(/log_of_another_cluster/g)).toHaveLength(partitions);
    await place.untilApplied(480);
    await untilReady(app);
    expect(await app.end()).toBe(0);
  }, 150_000);
});
