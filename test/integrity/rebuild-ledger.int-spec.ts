import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ledgerContext } from '#contexts';
import { rebuildContext, type Rebuild, type TouchedEntity } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, wrongAfter, type TestDatabase } from '#testing';
import { booksOf, tellLedger } from './ledger/books.js';
import { cardChanged, cop, ledgerTransaction } from './ledger/told.js';

/** Rebuilding the ledger brings its causes to what the log says, and its books to its causes: nothing is posted twice. */
describe('a rebuild of the ledger', () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await testDatabase();
    database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 6 });
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const rebuild = async (): Promise<Rebuild> => {
    const outcome = await rebuildContext(database, ledgerContext, { now: Date.now });
    expect(wrongAfter(outcome)).toEqual([]);
    return outcome;
  };
  const movement = (id: string, amount: number, more: object = { details: { account_id: 'lacc_1' } }) =>
    ledgerTransaction({
      ...{ id, operation_type: 'debit', state: 'approved', origin: 'payout', amount: cop(amount) },
      ...{ transaction_at: '2026-03-02T10:00:00.000000Z', updated_at: '2026-03-02T10:00:00.000000Z', ...more },
    });
  const onCard = { origin: 'card_transaction', id_in_origin: 'ctx_1', details: { card_id: 'car_1' } };

  /** Everything that is ever written in books, in order. */
  const entries = (): Promise<object[]> =>
    database.query(
      'select id, account_id, amount::text, effective_at::text, recorded_at::text, reverses from ledger.entries order by id',
    );

  it('posts nothing where only the rows of causes were lost, and mends what was posted for a cause that was changed', async () => {
    await tellLedger(database, [
      [movement('ltx_1', 100), movement('ltx_2', 250), movement('ltx_3', 70, onCard)],
      [cardChanged('car_1', 'lacc_2')],
    ]);
    const [books, written] = [await booksOf(database), await entries()];
    expect(written.length).toBeGreaterThanOrEqual(3);

    await database.query(`delete from ledger.transactions where id in ('ltx_1', 'ltx_3')`);
    await database.query('delete from ledger.card_accounts');
    await database.query('update ledger.transactions set fold_version = 0');
    expect((await rebuild()).rewritten).toMatchObject({ written: 4 });
    expect(await booksOf(database)).toEqual(books);
    expect(await entries()).toEqual(written);

    // A cause that a wrong fold made, and that was posted so. Nobody changes an entry: it is taken back, at its own time.
    await database.query(
      `update ledger.transactions set view = replace(view::text, '"250"', '"999"')::json where id = 'ltx_2'`,
    );
    await database.transaction(async (sql) => {
      const touched = await sql.query<TouchedEntity>(
        `select 'ledger_transaction' as kind, scope, view from ledger.transactions where id = 'ltx_2'`,
      );
      await ledgerContext.follow?.(sql, touched, Date.now());
    });
    expect(await booksOf(database)).not.toEqual(books);
    await rebuild();
    expect(await booksOf(database)).toEqual(books);
    expect((await entries()).length).toBe(written.length + 4);
  });

  it('takes back what was posted for causes and cards that nobody told of, and nothing of others', async () => {
    const waiting = { ...onCard, details: { card_id: 'car_untold' } };
    await tellLedger(database, [
      [movement('ltx_4', 40), movement('ltx_5', 50, waiting)],
      [cardChanged('car_2', 'lacc_2')],
    ]);
    const [books, written] = [await booksOf(database), await entries()];
    const put = (table: string, of: string, id: string, view: string) =>
      database.query(
        `insert into ${table} select (json_populate_record(t, json_build_object('id', $2::text, 'view', ${view}))).*
         from ${table} t where id = $1`,
        [of, id],
      );
    await put('ledger.transactions', 'ltx_4', 'ltx_untold', `replace(view::text, 'ltx_4', 'ltx_untold')::json`);
    await put('ledger.transactions', 'ltx_4', 'ltx_copied', 'view');
    await put('ledger.card_accounts', 'car_2', 'car_untold', `replace(view::text, 'car_2', 'car_untold')::json`);
    await database.transaction(async (sql) => {
      const touched = await sql.query<TouchedEntity>(
        `select 'ledger_transaction' as kind, scope, view from ledger.transactions where id = 'ltx_untold'
         union all select 'card', scope, view from ledger.card_accounts where id = 'car_untold'`,
      );
      await ledgerContext.follow?.(sql, touched, Date.now());
    });
    expect((await entries()).length).toBe(written.length + 2);
    expect(await booksOf(database)).not.toEqual(books);

    expect((await rebuild()).rewritten).toMatchObject({ written: 0, removed: 3 });
    expect(await booksOf(database)).toEqual(books);
    expect((await entries()).length).toBe(written.length + 4);
    expect(await rebuild()).toMatchObject({ stale: 0 });
  });
});
