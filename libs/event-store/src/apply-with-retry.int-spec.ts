import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, toldBatch, toldContext, toldRecord, type TestDatabase } from '#testing';
import { MissingRecordsError, type BatchOutcome } from './apply-batch.js';
import { applyWithRetry, type BatchControl } from './apply-with-retry.js';
import { GroupApply } from './group-apply.js';
import type { LogBatch } from './log-batch.js';
import { ConsumerPausedError } from './parking-threshold.js';

/** The type of an error decides the fate of a batch: tried again, its bad record parked, or given back untouched. */
describe('applying a batch, whatever it takes', () => {
  let test: TestDatabase;
  let admin: Database;
  let database: Database;
  let heartbeats: number;
  let retries: number[];
  let outcomes: BatchOutcome[];

  beforeEach(async () => {
    test = await testDatabase();
    admin = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 1 });
    database = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 4 });
    heartbeats = 0;
    retries = [];
    outcomes = [];
  });
  afterEach(async () => {
    await Promise.all([database.close(), admin.close()]);
    await test.close();
  });

  const apply = (batch: LogBatch, control: Partial<BatchControl> = {}, into: Database = database): Promise<void> =>
    applyWithRetry(new GroupApply(into, toldContext(), { transactions: 2, records: 500 }, () => 0), batch, {
      heartbeat: () => {
        heartbeats += 1;
        return Promise.resolve();
      },
      stopping: () => false,
      onRetry: (_error, attempt) => retries.push(attempt),
      onApplied: (outcome) => outcomes.push(outcome),
      ...control,
    });
  /** Runs a statement in which `%I` stands for this database. */
  const execute = async (text: string): Promise<void> => {
    const [statement] = await admin.query<{ text: string }>('select format($1, current_database()) as text', [text]);
    await admin.query(statement?.text ?? '');
  };
  const claimed = (): number => outcomes.reduce((sum, outcome) => sum + outcome.claimed.length, 0);
  const parked = () =>
    admin.query<{ key: string; reason: string; detail: string; offsets: bigint[] }>(
      `select record_key as key, reason, detail, array_agg(record_offset order by record_offset) as offsets
       from transfers.parked_keys join transfers.parked_records on parked_id = id
       group by 1, 2, 3 order by 1`,
    );
  const told = async (id: string): Promise<unknown> => {
    const [row] = await admin.query<{ told: unknown }>(
      "select view -> 'told' as told from transfers.transfers where id = $1",
      [id],
    );
    return row?.told;
  };

  describe('a record that breaks its transaction', () => {
    const breaking = (id: string) => toldRecord(id, { n: 1_000, breaks: true });

    it('is found among 64 and parked alone; the others are applied, those of its key wait behind it', async () => {
      const records = Array.from({ length: 64 }, (_, at) => toldRecord(`e${String(at % 4)}`, { n: at + 1 }));
      records[21] = breaking('e1');
      await apply(toldBatch(records));
      const behind = records.flatMap(({ key }, at) => (key === 'e1' && at >= 21 ? [BigInt(at)] : []));
      expect(await parked()).toEqual([
        { key: 'e1', reason: 'failed_to_apply', detail: expect.stringContaining('numeric'), offsets: behind },
      ]);
      expect(claimed()).toBe(64 - behind.length);
      expect(await told('e1')).toEqual([2, 6, 10, 14, 18]);
      expect(await told('e0')).toHaveLength(16);
      expect(heartbeats).toBeGreaterThan(0);
      expect(retries).toEqual([]);
    });

    it('is parked when it comes alone', async () => {
      await apply(toldBatch([breaking('a')]));
      expect((await parked()).map(({ key }) => key)).toEqual(['a']);
      await apply(toldBatch([toldRecord('b', { n: 1 })], 1n));
      expect(await told('b')).toEqual([1]);
    });

    it('also when there are several, of several keys', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      await apply(toldBatch([...ids.map((id) => (id < 'c' ? breaking(id) : toldRecord(id, { n: 1 })))]));
      expect((await parked()).map(({ key }) => key)).toEqual(['a', 'b']);
      expect(claimed()).toBe(3);
    });

    it('is named when it is an old event that a new projection cannot read', async () => {
      const claimOnly = new GroupApply(database, toldContext([]), { transactions: 1, records: 500 }, () => 0);
      await claimOnly.apply(toldBatch([toldRecord('a', { n: 1, unreadable: true })]));
      await apply(toldBatch([toldRecord('a', { n: 2 }), toldRecord('b', { n: 1 })], 1n));
      const [row] = await parked();
      expect(row).toMatchObject({ key: 'a', reason: 'failed_to_apply', offsets: [1n] });
      expect(row?.detail).toMatch(/UnreadableHistoryError: Event [0-9a-f]{64} .*says that it is unreadable/);
      expect(await told('b')).toEqual([1]);
    });
  });

  describe('a transient error', () => {
    it('is tried again in place, with heartbeats, until it passes', async () => {
      let left = 4;
      const flaky: Database = {
        ...database,
        transaction: (work) => {
          left -= 1;
          const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
          return left > 0 ? Promise.reject(refused) : database.transaction(work);
        },
      };
      await apply(toldBatch([toldRecord('a', { n: 1 })]), {}, flaky);
      expect([retries, heartbeats, claimed()]).toEqual([[1, 2, 3], 3, 1]);
      expect(await parked()).toEqual([]);
    });

    it('as of a connection that an operator killed', async () => {
      let killed = false;
      const cut: Database = {
        ...database,
        transaction: (work) =>
          database.transaction(async (sql) => {
            const done = await work(sql);
            if (!killed) {
              killed = true;
              const [self] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
              await admin.query('select pg_terminate_backend($1, 5000)', [self?.pid]);
            }
            return done;
          }),
      };
      await apply(toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 })]), {}, cut);
      expect([retries, claimed()]).toEqual([[1], 2]);
      expect(await told('a')).toEqual([1]);
    });

    it('comes out when the process stops', async () => {
      const away: Database = {
        ...database,
        transaction: () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })),
      };
      let stopping = false;
      const applying = apply(
        toldBatch([toldRecord('a', { n: 1 })]),
        {
          stopping: () => stopping,
          onRetry: (_error, attempt) => {
            retries.push(attempt);
            stopping = attempt >= 2;
          },
        },
        away,
      );
      await expect(applying).rejects.toThrow('away');
      expect(retries).toEqual([1, 2]);
    });
  });

  describe('comes out untouched, and nothing is parked:', () => {
    const rebalance = Object.assign(new Error('The group is rebalancing'), { type: 'REBALANCE_IN_PROGRESS', code: 27 });
    const heartbeat = (): Promise<never> => Promise.reject(rebalance);
    const once = (error: Error): Database => {
      let thrown = false;
      return {
        ...database,
        transaction: (work) => {
          if (thrown) return database.transaction(work);
          thrown = true;
          return Promise.reject(error);
        },
      };
    };

    it.each([1, 5])('what the heartbeat throws between two tries, of a batch of %d', async (size) => {
      const batch = toldBatch(Array.from({ length: size }, (_, n) => toldRecord('a', { n })));
      const transient = once(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
      await expect(apply(batch, { heartbeat }, transient)).rejects.toBe(rebalance);
      expect(await parked()).toEqual([]);
      expect(await told('a')).toBeUndefined();
    });

    it('what it throws between two halves', async () => {
      const batch = toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 1, breaks: true })]);
      await expect(apply(batch, { heartbeat })).rejects.toBe(rebalance);
      expect(await parked()).toEqual([]);
    });

    it('a pause of the consumer, also in the middle of a batch', async () => {
      const group = new GroupApply(database, toldContext(), { transactions: 2, records: 500 }, () => 0);
      const records = Array.from({ length: 8 }, (_, at) => toldRecord(`e${String(at)}`, { n: 1, breaks: true }));
      const applying = applyWithRetry(group, toldBatch(records), {
        heartbeat: () => Promise.resolve(),
        stopping: () => false,
        onRetry: () => undefined,
        onApplied: (outcome) => {
          outcomes.push(outcome);
          if (outcomes.length === 3) group.refuse(new ConsumerPausedError());
        },
      });
      await expect(applying).rejects.toThrow(ConsumerPausedError);
      expect((await parked()).map(({ key }) => key)).toEqual(['e0', 'e1', 'e2']);
      await expect(group.apply(toldBatch(records.slice(3), 3n))).rejects.toThrow(ConsumerPausedError);
    });

    it('records that are missing', async () => {
      await apply(toldBatch([toldRecord('a', { n: 1 })]));
      await expect(apply(toldBatch([toldRecord('a', { n: 3 }), toldRecord('a', { n: 4 })], 2n))).rejects.toThrow(
        MissingRecordsError,
      );
      expect(await parked()).toEqual([]);
    });

    it.each([
      ['a grant that is missing', 'revoke insert on transfers.events from caudal_transfers'],
      ['a table that is not there yet', 'drop table transfers.outbox'],
      ['a server that only reads', 'alter role caudal_transfers in database %I set default_transaction_read_only = on'],
    ])('%s', async (_, sabotage) => {
      // In this database alone: a role is the whole server's, and others test there.
      await execute(sabotage);
      const fresh = await openDatabase({ url: test.url('transfers'), app: 'test', poolSize: 1 });
      const batch = toldBatch([toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 })]);
      try {
        await expect(apply(batch, {}, fresh)).rejects.toThrow(/permission denied|does not exist|read-only/);
        expect(await parked()).toEqual([]);
        expect(retries).toEqual([]);
      } finally {
        await fresh.close();
        await execute('alter role caudal_transfers in database %I reset default_transaction_read_only');
      }
    });
  });
});
