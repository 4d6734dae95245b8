import { ledgerContext } from '#contexts';
import { Topics } from '#contracts';
import { GroupApply, type LogRecord } from '#event-store';
import { migrate, openDatabase, type Sql } from '#persistence';
import { logRecord } from '#testing';
import { openNaiveLedger } from '../naive/ledger/open.js';
import type { MovementEvent } from '../traffic/movements.js';
import type { SideName } from './side.js';

/** A ledger in an empty database, without the way there: what is compared is the posting. */
export interface Books {
  /** Makes of webhooks what the topic would hold; the function that comes back posts it. Call it in order. */
  readonly prepare: (events: readonly MovementEvent[]) => () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface LedgerSide {
  readonly name: SideName;
  readonly open: (databaseUrl: string) => Promise<Books>;
  /** Every account of the tenant's: `available pending`. */
  readonly balances: (sql: Sql) => Promise<{ id: string; balance: string }[]>;
}

/** What the ledger app gives its group of batches. */
const LIMITS = { transactions: 2, records: 500 };

/** Batches of 500 of all partitions at once, as the consumer cuts them when it has catching up to do. */
export const ourLedger: LedgerSide = {
  name: 'ours',
  async open(url) {
    await migrate(url);
    const database = await openDatabase({ url, app: 'bench', poolSize: LIMITS.transactions });
    const group = new GroupApply(database, ledgerContext, LIMITS, () => Date.now());
    const { name: topic, partitions } = Topics.ledger;
    const offsets = Array.from({ length: partitions }, () => 0n);
    return {
      prepare(events) {
        const queues = Array.from({ length: partitions }, (): LogRecord[] => []);
        for (const [at, { body }] of events.entries()) {
          const partition = at % partitions;
          queues[partition]?.push(logRecord({ provider: 'mono-colombia', body }, offsets[partition] ?? 0n));
          offsets[partition] = (offsets[partition] ?? 0n) + 1n;
        }
        return async () => {
          const apply = async (queue: readonly LogRecord[], partition: number): Promise<void> => {
            for (let from = 0; from < queue.length; from += LIMITS.records) {
              const records = queue.slice(from, from + LIMITS.records);
              await group.apply({ clusterId: 'bench', topic, partition, records });
            }
          };
          await Promise.all(queues.map(apply));
        };
      },
      close: () => database.close(),
    };
  },
  balances: (sql) =>
    sql.query(
      `select account_id as id, available || ' ' || pending as balance from ledger.balances where kind <> 'external'`,
    ),
};

/** One event after the other, each in a transaction of its own, through TypeORM. */
export const naiveLedger: LedgerSide = {
  name: 'naive',
  async open(url) {
    const { post, close } = await openNaiveLedger(url);
    return {
      prepare: (events) => {
        const bodies = events.map(({ body }) => body.toString());
        return async () => {
          for (const body of bodies) await post(body);
        };
      },
      close,
    };
  },
  balances: (sql) =>
    sql.query(
      `select account_id as id, sum(amount) filter (where bucket = 'available') || ' ' ||
              coalesce(sum(amount) filter (where bucket = 'pending'), 0) as balance
       from naive_ledger.balances where account_id not like 'external/%' group by account_id`,
    ),
};
