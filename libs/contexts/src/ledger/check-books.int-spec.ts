import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyBatch, proveContext } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import { colombiaBody, logRecord, testDatabase, type TestDatabase } from '#testing';
import { ledgerContext } from './context.js';

/** The proof of the ledger names what somebody changed by hand, past every trigger. */
describe('the books under proof', () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await testDatabase();
    database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 3 });
    // The last one names no account.
    const records = ['ltx_1', 'ltx_2', 'ltx_3', 'ltx_4'].map((id, at) => ({
      ...logRecord(
        {
          provider: 'mono-colombia',
          body: colombiaBody('ledger_account_transaction_created', {
            ...{
              id,
              operation_type: 'credit',
              origin: 'payout',
              details: { account_id: id === 'ltx_4' ? null : 'lacc_1' },
            },
            ...{ amount: { amount: 100, currency: 'COP' }, transaction_at: '2026-03-02T10:00:00Z' },
          }),
        },
        0n,
      ),
      offset: BigInt(at),
    }));
    const batch = { clusterId: 'test', topic: 'mono.ledger.v1', partition: 0, records };
    await applyBatch(database, ledgerContext, batch, () => Date.now());
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  /** As a superuser may, and nobody else. */
  const tampered = (statement: string): Promise<void> =>
    database.transaction(async (sql) => {
      await sql.query('set local session_replication_role = replica');
      await sql.query(statement);
    });
  const differences = async () => {
    const { differences: found } = await proveContext(database, ledgerContext);
    return found.map(({ table, id, detail }) => ({ table, id, detail }));
  };

  it('is clean when nobody did', async () => {
    expect(await differences()).toEqual([]);
  });

  it.each<[string, string, string, object[]]>([
    [
      'a posting that was doubled',
      `insert into ledger.postings select entry_id, 9, account_scope, account_id, bucket, amount, currency, effective_at, recorded_at
       from ledger.postings where leg = 0 and entry_id = (select id from ledger.entries where cause_id = 'ltx_1')`,
      'delete from ledger.postings where leg = 9',
      [{ table: 'ledger.postings' }, { table: 'ledger.balances', id: 'lacc_1' }],
    ],
    [
      'a posting of another day',
      `update ledger.postings set effective_at = effective_at - interval '1 day'
       where entry_id = (select id from ledger.entries where cause_id = 'ltx_1')`,
      `update ledger.postings set effective_at = effective_at + interval '1 day'
       where entry_id = (select id from ledger.entries where cause_id = 'ltx_1')`,
      [{ table: 'ledger.postings' }],
    ],
    [
      'an effect that was posted twice, balances and all',
      `insert into ledger.entries select 'again', kind, scope, cause_id, ordinal, version + 1, account_scope, account_id,
         operation, amount, currency, origin, effective_at, recorded_at, event_id, reverses
       from ledger.entries where cause_id = 'ltx_1';
       insert into ledger.postings select 'again', leg, account_scope, account_id, bucket, amount, currency, effective_at,
         recorded_at from ledger.postings where entry_id = (select id from ledger.entries where cause_id = 'ltx_1' and id <> 'again');
       update ledger.balances b set available = b.available + p.amount from ledger.postings p
       where p.entry_id = 'again' and p.bucket = 'available'
         and (p.account_id, p.account_scope, p.currency) = (b.account_id, b.account_scope, b.currency)`,
      `update ledger.balances b set available = b.available - p.amount from ledger.postings p
       where p.entry_id = 'again' and p.bucket = 'available'
         and (p.account_id, p.account_scope, p.currency) = (b.account_id, b.account_scope, b.currency);
       delete from ledger.postings where entry_id = 'again'; delete from ledger.entries where id = 'again'`,
      [{ table: 'ledger.entries', id: 'ltx_1', detail: expect.stringContaining('1 of its entries in force') }],
    ],
    [
      'an entry that was taken away',
      `create table public.kept as select * from ledger.entries where cause_id = 'ltx_2';
       delete from ledger.entries where cause_id = 'ltx_2'`,
      'insert into ledger.entries select * from public.kept; drop table public.kept',
      [{ table: 'ledger.entries', id: 'ltx_2', detail: expect.stringContaining('1 of its effects are not posted') }],
    ],
    [
      'a balance that was raised',
      `update ledger.balances set available = available + 1 where account_id = 'lacc_1'`,
      `update ledger.balances set available = available - 1 where account_id = 'lacc_1'`,
      [{ table: 'ledger.balances', id: 'lacc_1' }],
    ],
    [
      'a balance with the sequence of a cause',
      `update ledger.balances set sequence = (select max(sequence) from ledger.transactions) where account_id = 'lacc_1'`,
      `update ledger.balances set sequence = (select last_value from ledger.outbox_sequence) where account_id = 'lacc_1'`,
      [{ table: 'ledger.balances', id: 'lacc_1', detail: 'Another account, or a cause, has the same' }],
    ],
    [
      'an entry of another version',
      `update ledger.entries set version = version + 1 where cause_id = 'ltx_1'`,
      `update ledger.entries set version = version - 1 where cause_id = 'ltx_1'`,
      [{ table: 'ledger.entries', detail: 'The versions of its effect are not counted from 1' }],
    ],
    [
      'an amount that was changed',
      `update ledger.entries set amount = 1 where cause_id = 'ltx_3'`,
      `update ledger.entries set amount = 100 where cause_id = 'ltx_3'`,
      [{ table: 'ledger.entries', id: 'ltx_3' }, { table: 'ledger.postings' }],
    ],
    [
      'an entry of a cause that there is not, though another seems to take it back',
      `insert into ledger.entries select 'stray', kind, scope, 'ltx_none', 0, 1, account_scope, account_id, operation,
         amount, currency, origin, effective_at, recorded_at, event_id, null
       from ledger.entries where cause_id = 'ltx_1';
       insert into ledger.entries select 'less', kind, scope, 'ltx_none', 0, 2, account_scope, account_id, 'debit',
         amount - 1, currency, origin, effective_at, recorded_at, event_id, 'stray'
       from ledger.entries where cause_id = 'ltx_1'`,
      `delete from ledger.entries where cause_id = 'ltx_none'`,
      [{ table: 'ledger.entries', id: 'less', detail: expect.stringContaining('whose exact opposite it is not') }],
    ],
    [
      'an entry of a known cause that takes back itself',
      `insert into ledger.entries select 'self', kind, scope, cause_id, 0, 9, account_scope, account_id, operation,
         amount, currency, origin, effective_at, recorded_at, event_id, 'self'
       from ledger.entries where cause_id = 'ltx_1'`,
      `delete from ledger.entries where id = 'self'`,
      [{ table: 'ledger.entries', id: 'self', detail: expect.stringContaining('whose exact opposite it is not') }],
    ],
    [
      'two entries of a known cause of which one takes back less',
      `insert into ledger.entries select 'more', kind, scope, cause_id, 0, 9, account_scope, account_id, operation,
         amount, currency, origin, effective_at, recorded_at, event_id, null
       from ledger.entries where cause_id = 'ltx_1';
       insert into ledger.entries select 'less', kind, scope, cause_id, 0, 10, account_scope, account_id, 'debit',
         amount - 1, currency, origin, effective_at, recorded_at, event_id, 'more'
       from ledger.entries where id = 'more'`,
      `delete from ledger.entries where id in ('more', 'less')`,
      [{ table: 'ledger.entries', id: 'less', detail: expect.stringContaining('whose exact opposite it is not') }],
    ],
    [
      'an entry for what is in the log, and moves no money',
      `insert into ledger.entities (kind, scope, entity_id) values ('card', 'mono-colombia', 'card_1');
       insert into ledger.entries select 'carded', 'card', scope, 'card_1', 0, 1, account_scope, account_id, operation,
         amount, currency, origin, effective_at, recorded_at, event_id, null
       from ledger.entries where cause_id = 'ltx_1'`,
      `delete from ledger.entries where id = 'carded'; delete from ledger.entities where entity_id = 'card_1'`,
      [{ table: 'ledger.entries', id: 'carded', detail: expect.stringContaining('whose cause the log does not know') }],
    ],
    [
      'an entry of an event that there is not',
      `update ledger.entries set event_id = repeat('ef', 32) where cause_id = 'ltx_1'`,
      `update ledger.entries e set event_id = v.event_id from ledger.events v where e.cause_id = 'ltx_1' and v.entity_id = 'ltx_1'`,
      [{ table: 'ledger.entries', detail: expect.stringContaining('an event that its cause does not have') }],
    ],
    [
      'an entry that was recorded before its event came',
      `update ledger.entries set recorded_at = recorded_at - interval '1 year' where cause_id = 'ltx_1';
       update ledger.postings set recorded_at = recorded_at - interval '1 year'
       where entry_id = (select id from ledger.entries where cause_id = 'ltx_1')`,
      `update ledger.entries set recorded_at = recorded_at + interval '1 year' where cause_id = 'ltx_1';
       update ledger.postings set recorded_at = recorded_at + interval '1 year'
       where entry_id = (select id from ledger.entries where cause_id = 'ltx_1')`,
      [{ table: 'ledger.entries', detail: expect.stringContaining('before that event came') }],
    ],
    ...(
      [
        [`livemode = not livemode`],
        [`kind = 'bank'`, `kind = 'ledger'`],
        [`provider = 'mono-nigeria'`, `provider = 'mono-colombia'`],
        [`entries = entries + 1`, `entries = entries - 1`],
        [
          `last_effective_at = last_effective_at + interval '1 day'`,
          `last_effective_at = last_effective_at - interval '1 day'`,
        ],
        [
          `last_entry = (select min(id) from ledger.entries)`,
          `last_entry = (select max(id) from ledger.entries where account_id = 'lacc_1')`,
        ],
        ...['opened_at', 'updated_at'].flatMap((column) =>
          [`- interval '1 hour'`, `+ interval '1 hour'`].map(
            (by) =>
              [
                `${column} = ${column} ${by}`,
                `${column} = ${column} ${by.startsWith('-') ? '+' : '-'} interval '1 hour'`,
              ] as const,
          ),
        ),
        [`sequence = sequence + 1000`, `sequence = sequence - 1000`],
        [`sequence = -sequence`],
        [`sequence = 0 * sequence`, `sequence = (select last_value from ledger.outbox_sequence)`],
      ] as const
    ).map(([change, back = change]): [string, string, string, object[]] => [
      `a balance with ${change}`,
      `update ledger.balances set ${change} where account_id = 'lacc_1'`,
      `update ledger.balances set ${back} where account_id = 'lacc_1'`,
      [{ table: 'ledger.balances', id: 'lacc_1', detail: expect.stringContaining('What it says of its account') }],
    ]),
    ...(
      [
        [`origin = 'another'`, `origin = 'payout'`],
        [`id_in_origin = 'another'`, `id_in_origin = null`],
        [`effective_at = effective_at + interval '1 day'`, `effective_at = effective_at - interval '1 day'`],
        [`event_id = repeat('ef', 32)`, `event_id = (select event_id from ledger.events where entity_id = 'ltx_4')`],
        [`since = since - interval '1 day'`, `since = since + interval '1 day'`],
        [`since = since + interval '1 day'`, `since = since - interval '1 day'`],
      ] as const
    ).map(([change, back]): [string, string, string, object[]] => [
      `a movement without an account with ${change}`,
      `update ledger.unrouted set ${change}`,
      `update ledger.unrouted set ${back}`,
      [{ table: 'ledger.unrouted', id: 'ltx_4' }],
    ]),
    [
      'a movement without an account that is not listed any more',
      `create table public.kept as select * from ledger.unrouted; delete from ledger.unrouted`,
      'insert into ledger.unrouted select * from public.kept; drop table public.kept',
      [{ table: 'ledger.unrouted', id: 'ltx_4', detail: expect.stringContaining('1 of its movements') }],
    ],
    [
      'a movement that is listed although it is posted, and one of a cause that there is not',
      `insert into ledger.unrouted (kind, scope, cause_id, ordinal, operation, amount, currency, origin, event_id)
       select kind, scope, id, 0, 'credit', 100, 'COP', 'payout', 'none'
       from (select kind, scope, cause_id as id from ledger.entries where cause_id = 'ltx_1'
             union all select 'ledger_transaction', 'mono-colombia', 'ltx_none') told`,
      `delete from ledger.unrouted where event_id = 'none'`,
      [
        { table: 'ledger.unrouted', id: 'ltx_1', detail: expect.stringContaining('1 are listed') },
        { table: 'ledger.unrouted', id: 'ltx_none' },
      ],
    ],
  ])('names %s', async (_what, doing, undoing, named) => {
    await tampered(doing);
    const found = await differences();
    await tampered(undoing);
    for (const one of named) expect(found).toContainEqual(expect.objectContaining(one));
    expect(await differences()).toEqual([]);
  });
});
