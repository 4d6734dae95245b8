import { randomUUID } from 'node:crypto';
import { Topics, type TopicName } from '#contracts';
import type { LogBatch, LogRecord } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import { testDatabase } from './test-database.js';

/** A database of its own for the journal, used with the app's own role; what it holds is looked up by its owner. */
export interface JournalStore {
  /** With the app's own role: a grant that it lacks shows. */
  readonly database: Database;
  readonly admin: Database;
  close(): Promise<void>;
}

export const journalStore = async (): Promise<JournalStore> => {
  const test = await testDatabase();
  const admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  const database = await openDatabase({ url: test.url('journal'), app: 'test', poolSize: 4 });
  return {
    database,
    admin,
    async close() {
      await Promise.all([database.close(), admin.close()]);
      await test.close();
    },
  };
};

export interface ToldDelivery {
  readonly id?: string;
  /** One digit or letter from 0 to f: the event id is that, 64 times. */
  readonly event?: string;
  readonly body?: string;
  readonly receivedAt?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as ingress writes it, as far as the journal looks at it. */
const toldDelivery = (
  { id = randomUUID(), event, body = '{}', receivedAt = '2026-11-20T10:00:00.000000Z', headers = {} }: ToldDelivery,
  offset: bigint,
): LogRecord => ({
  offset,
  key: `key of ${event ?? id}`,
  value: Buffer.from(body),
  headers: {
    ce_id: event?.repeat(64) ?? id.replaceAll('-', '').repeat(2),
    ce_source: '/sources/mono-colombia',
    ce_type: 'la.mono.bank_transfer_approved',
    ce_deliveryid: id,
    ce_receivedtime: receivedAt,
    ...headers,
  },
});

/** Deliveries as one batch of a partition, their offsets counted on from `first`. */
export const toldDeliveries = (
  deliveries: readonly ToldDelivery[],
  {
    first = 0n,
    partition = 0,
    topic = Topics.transfers.name,
  }: { first?: bigint; partition?: number; topic?: TopicName } = {},
): LogBatch => ({
  clusterId: 'cluster',
  topic,
  partition,
  records: deliveries.map((delivery, at) => toldDelivery(delivery, first + BigInt(at))),
});
