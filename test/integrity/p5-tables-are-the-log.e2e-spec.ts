import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transfersContext } from '#contexts';
import { applyBatch } from '#event-store';
import { archiveInto } from '#journal';
import { openDatabase, type Database } from '#persistence';
import { colombiaBody, logRecord, testDatabase, type TestDatabase } from '#testing';
import { runCli } from '../e2e/cli-process.js';

/** P5: `caudal prove` finds the tables equal to a fresh fold of the log, and names the row that a person changed; `caudal rebuild` mends it. */
describe('P5: the tables are what the log says', () => {
  let test: TestDatabase;
  let database: Database;

  const transfer = (id: string, state: string, second: number): object => ({
    id,
    state,
    amount: { amount: 1_600_000, currency: 'COP' },
    payee: { name: 'Laura Peña Ejemplo', document_number: '1000000001' },
    inserted_at: '2026-03-02T14:00:00.000000Z',
    updated_at: `2026-03-02T14:00:0${String(second)}.000000Z`,
  });

  beforeAll(async () => {
    test = await testDatabase();
    database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
    const bodies = ['trf_1', 'trf_2', 'trf_3'].flatMap((id) => [
      colombiaBody('bank_transfer_approved', transfer(id, 'approved', 2)),
      colombiaBody('bank_transfer_in_progress', transfer(id, 'in_progress', 1)),
    ]);
    const records = bodies.map((body, at) => logRecord({ provider: 'mono-colombia', body }, BigInt(at)));
    const batch = { clusterId: 'test', topic: 'mono.transfers.v1', partition: 0, records } as const;
    await archiveInto(database, 'journal', Date.now)([batch]);
    await applyBatch(database, transfersContext, batch, Date.now);
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const caudal = (...args: readonly string[]) =>
    runCli(args, { CAUDAL_DATABASE_URL: test.adminUrl, CAUDAL_KAFKA_BROKERS: '127.0.0.1:1' });
  const prove = (...args: readonly string[]) => caudal('prove', ...args);

  it('says of every context that its digests are equal, and ends with 0', async () => {
    const { code, out, err } = await prove();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^transfers: 6 events of 3 entities in .*\/s$/m);
    expect(out).toMatch(/^ {2}transfers\.transfers +3 rows {2}[0-9a-f]{12} {2}equal$/m);
    expect(out).toMatch(/^cards: 0 events/m);
  });

  it('names what was changed by hand, by its field and never by its value, and ends with 1', async () => {
    await database.query(
      `update transfers.transfers set view = replace(view::text, 'Laura Peña Ejemplo', 'Somebody Else')::json
       where id = 'trf_2'`,
    );
    const told = await prove('transfers');
    expect(told.code).toBe(1);
    expect(told.out).toContain('  differs: transfers.transfers mono-colombia/trf_2: view.payee\n');
    expect(told.out).not.toMatch(/Laura|Somebody/);

    const { code, out } = await prove('transfers', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      equal: false,
      contexts: [
        { context: 'transfers', events: 6, differing: 1, differences: [{ id: 'trf_2', fields: ['view.payee'] }] },
      ],
    });
  });

  it('shares a large log among threads, and names what one of them found', async () => {
    await multiply(database, 'trf_1', 5_000);
    await database.query(`update transfers.transfers set rail = 'by hand' where id in ('copy_0003', 'copy_4997')`);
    const { code, out } = await prove('transfers', '--json');
    expect(code).toBe(1);
    const [proof] = (JSON.parse(out) as { contexts: { differences: { id: string; fields: string[] }[] }[] }).contexts;
    expect(proof).toMatchObject({ events: 10_006, entities: 5_003, differing: 3 });
    expect(proof?.differences.map(({ id, fields }) => [id, ...fields]).sort()).toEqual([
      ['copy_0003', 'rail'],
      ['copy_4997', 'rail'],
      ['trf_2', 'view.payee'],
    ]);
  });

  const rebuild = (...args: readonly string[]) => caudal('rebuild', 'transfers', ...args);

  it('says what a rebuild would write, and leaves it', async () => {
    const { code, out } = await rebuild('--dry-run', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ equal: false, stale_rows: 3, written: 0, differing: 3 });
  });

  // It folds the log twice, with new threads each time: on a busy machine that is more than half a minute.
  it('is so again after a rebuild', async () => {
    const { code, out, err } = await rebuild();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^transfers: 10,006 events of 5,003 entities folded in /m);
    expect(out).toMatch(/^ {2}3 rows written, 1 of them told to subscribers, 0 taken away, in /m);
    expect(out).toMatch(/^ {2}Every row is the fold of its events\.$/m);
    expect(await database.query('select key from transfers.outbox order by sequence desc limit 1')).toEqual([
      { key: 'mono-colombia/trf_2' },
    ]);
  });
});

/** Copies of a transfer of two events, under other ids of its own and of theirs. Quicker than to apply them. */
const multiply = async (database: Database, id: string, copies: number): Promise<void> => {
  const copy = `'copy_' || lpad(n::text, 4, '0')`;
  const digest = (of: string): string => `sha256((n || ${of})::bytea)`;
  const copied = (of: string): string =>
    ['one', 'other'].reduce(
      (text, event) => `replace(${text}, ${event}, encode(${digest(event)}, 'hex'))`,
      `replace(${of}::text, '${id}', ${copy})`,
    );
  const each = `generate_series(1, ${String(copies)}) n,
    (select min(event_id) as one, max(event_id) as other from transfers.events where entity_id = '${id}') ids`;
  await database.query(`
    insert into transfers.transfers (id, scope, provider, source, livemode, state, final, conflicted, direction, amount,
                                     currency, view, fold, last_position, listed_at, sequence, fold_version)
      select ${copy}, scope, provider, source, livemode, state, final, conflicted, direction, amount, currency,
             ${copied('view')}::json, ${copied('fold')}::json, ${copied('last_position')}, listed_at,
             nextval('transfers.outbox_sequence'), fold_version
      from transfers.transfers, ${each} where id = '${id}';
    insert into transfers.events (event_id, content_digest, kind, scope, entity_id, provider, source, type, occurred_at,
                                  received_at, delivery_id, origin, late, livemode, data)
      select encode(${digest('event_id')}, 'hex'), ${digest('event_id')}, kind, scope, ${copy}, provider, source, type,
             occurred_at, received_at, delivery_id, origin, late, livemode, ${copied('data')}::json
      from transfers.events, ${each} where entity_id = '${id}';
    insert into transfers.entities select kind, scope, ${copy}
      from transfers.entities, generate_series(1, ${String(copies)}) n where entity_id = '${id}'`);
};
