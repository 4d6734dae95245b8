import { transfersContext } from '#contexts';
import { applyBatch } from '#event-store';
import { isTransient, type Database } from '#persistence';
import { logRecord } from '#testing';
import type { TransferEvent } from '../traffic/transfers.js';

/** What a consumer takes at a time. */
const BATCH = 500;
/** One core folds while the database works on the other's batch. */
const WORKERS = 3;

/** Applies events as the consumer does, each batch at the next offsets of its partition; it waits as long as it takes. */
export const batchApplier = (database: Database) => {
  const next = new Map<number, bigint>();
  return async (partition: number, events: readonly TransferEvent[]): Promise<void> => {
    const first = next.get(partition) ?? 0n;
    next.set(partition, first + BigInt(events.length));
    const records = events.map(({ body }, at) =>
      logRecord({ provider: 'mono-colombia', body: Buffer.from(body) }, first + BigInt(at)),
    );
    const batch = { clusterId: 'bench', topic: 'mono.transfers.v1', partition, records } as const;
    for (;;) {
      try {
        await applyBatch(database, transfersContext, batch, Date.now);
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
    }
  };
};

/** A log of these events, with the tables that they make. Their changes are taken as published. */
export const fillLog = async (database: Database, events: readonly TransferEvent[]): Promise<void> => {
  const apply = batchApplier(database);
  let at = 0;
  const work = async (partition: number): Promise<void> => {
    while (at < events.length) {
      const batch = events.slice(at, (at += BATCH));
      await apply(partition, batch);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, partition) => work(partition)));
  await database.query('truncate transfers.outbox');
  // As autovacuum would have done by the time that anyone proves so many.
  await database.query('vacuum analyze');
};
