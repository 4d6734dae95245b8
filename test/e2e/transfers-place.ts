import { expect } from '@jest/globals';
import { Topics } from '#contracts';
import { openDatabase, type Database } from '#persistence';
import { eventually, makeTopics, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { startApp, type AppProcess } from './app-process.js';

/** A database, topics and processes of one test's own. */
export interface TransfersPlace {
  readonly test: TestDatabase;
  readonly kafka: TestKafka;
  readonly admin: Database;
  /** Starts one more process; it ends with the place at the latest. */
  start(settings?: Readonly<Record<string, string>>, app?: 'transfers' | 'api'): Promise<AppProcess>;
  /** Rows of a table of the transfers schema. */
  count(table: string): Promise<number>;
  /** Waits until so many events are in the log. */
  untilApplied(events: number): Promise<void>;
  /** Kills what still runs. */
  close(): Promise<void>;
}

/** @param kafka a broker of the test's own; its topics are made here all the same */
export const openPlace = async (kafka: TestKafka = testKafka()): Promise<TransfersPlace> => {
  const test = await testDatabase();
  const admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  await makeTopics(kafka, Topics.transfers.name, Topics.cleanTransfers.name);
  const apps: AppProcess[] = [];
  const count = async (table: string): Promise<number> => {
    const [row] = await admin.query<{ n: number }>(`select count(*)::int as n from transfers.${table}`);
    return row?.n ?? -1;
  };
  return {
    ...{ test, kafka, admin, count },
    async start(settings = {}, app = 'transfers') {
      const started = await startApp(app, {
        CAUDAL_KAFKA_BROKERS: kafka.brokers.join(','),
        CAUDAL_TOPIC_PREFIX: kafka.topicPrefix,
        CAUDAL_DATABASE_URL: test.url(app),
        ...settings,
      });
      apps.push(started);
      return started;
    },
    untilApplied: (events) =>
      eventually(async () => {
        expect(await count('events')).toBe(events);
      }),
    async close() {
      await Promise.all(apps.map((app) => app.end('SIGKILL')));
      await admin.close();
      await test.close();
    },
  };
};

/** Ids of as many transfers, of one length, so that they sort as they count. */
export const transferIds = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `trn_${String(from + at).padStart(6, '0')}`);
