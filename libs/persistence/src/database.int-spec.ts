import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { dataSourceOf, openDatabase, type Database } from './database.js';
import { storableJson } from './storable.js';

/** Values go to PostgreSQL and back without losing a digit; a transaction is all or nothing. */
let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await testDatabase({ empty: true });
  database = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 3 });
  await database.query('create table kept (id int primary key, note text)');
});

afterAll(async () => {
  await database.close();
  await test.close();
});

const returned = async (expression: string, ...parameters: unknown[]): Promise<unknown> => {
  const [row] = await database.query<{ value: unknown }>(`select ${expression} as value`, parameters);
  return row?.value;
};

describe('a value comes back as it went in', () => {
  const integers = [0n, -1n, 9007199254740993n, 9223372036854775807n, -9223372036854775808n];

  it.each(integers)('int8 %s', async (value) => {
    expect(await returned('$1::int8', value)).toBe(value);
  });

  it('int8[], with null and without any', async () => {
    expect(await returned('$1::int8[]', integers.map(String))).toEqual(integers);
    expect(await returned(`array[1, null]::int8[]`)).toEqual([1n, null]);
    expect(await returned(`'{}'::int8[]`)).toEqual([]);
  });

  it.each(['9223372036854775807', '9'.repeat(38), '-0.01', '0'])('numeric %s', async (value) => {
    expect(await returned('$1::numeric', value)).toBe(value);
  });

  it('a sum of int8, which is numeric, keeps its digits', async () => {
    expect(await returned(`(select sum(n) from unnest($1::int8[]) n)`, ['9223372036854775807', '1'])).toBe(
      '9223372036854775808',
    );
  });

  it.each([
    ['microseconds', '2026-03-02T14:03:21.812742Z', '2026-03-02T14:03:21.812742Z'],
    ['no fraction', '2026-03-02T14:03:21Z', '2026-03-02T14:03:21.000000Z'],
    ['another zone', '2026-03-02T09:03:21.5-05:00', '2026-03-02T14:03:21.500000Z'],
    ['a date beyond the clock of a Date', 'infinity', 'infinity'],
  ])('timestamptz with %s', async (_what, written, read) => {
    expect(await returned('$1::timestamptz', written)).toBe(read);
  });

  it('timestamptz whatever the zone of the server', async () => {
    await database.query(
      'alter database ' + new URL(test.adminUrl).pathname.slice(1) + " set timezone = 'America/Bogota'",
    );
    const other = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 1 });
    try {
      const rows = await other.query("select '2026-03-02T14:03:21.812742Z'::timestamptz as at");
      expect(rows).toEqual([{ at: '2026-03-02T14:03:21.812742Z' }]);
    } finally {
      await other.close();
    }
  });

  it('date, as text and not as a moment of some zone', async () => {
    expect(await returned(`'2026-03-02'::date`)).toBe('2026-03-02');
  });

  it.each(['jsonb', 'json'])('%s with integers of any length', async (type) => {
    const value = { a: 9223372036854775807n, b: [9007199254740993n, 0.1, null], c: '9007199254740993', d: 10n ** 40n };
    expect(await returned(`$1::${type}`, storableJson(value))).toEqual(value);
  });

  it('jsonb with text that no column holds, but for what none can hold', async () => {
    const value = { 'a\0b': ['\ud800', 'ñ 😀', '\u0001'] };
    expect(await returned('$1::jsonb', storableJson(value))).toEqual({ ab: ['\ufffd', 'ñ 😀', '\u0001'] });
  });

  it('bytea, byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    expect(await returned('$1::bytea', bytes)).toEqual(bytes);
  });

  it('columns of a set, by unnest', async () => {
    const rows = await database.query(
      `select * from unnest($1::int8[], $2::text[], $3::jsonb[], $4::timestamptz[]) as t (n, t, j, at)`,
      [
        ['9007199254740993', null],
        ['a', 'b,"{}\\'],
        ['{"a":9007199254740993}', 'null'],
        ['2026-03-02T14:03:21Z', null],
      ],
    );
    expect(rows).toEqual([
      { n: 9007199254740993n, t: 'a', j: { a: 9007199254740993n }, at: '2026-03-02T14:03:21.000000Z' },
      { n: null, t: 'b,"{}\\', j: null, at: null },
    ]);
  });
});

describe('a query', () => {
  it('returns rows, also of an update and a delete', async () => {
    await database.query(`insert into kept values (1, 'a')`);
    expect(await database.query(`update kept set note = 'b' where id = 1 returning note`)).toEqual([{ note: 'b' }]);
    expect(await database.query('delete from kept where id = 1 returning id')).toEqual([{ id: 1 }]);
    expect(await database.query('delete from kept where id = 1')).toEqual([]);
  });

  it('is known by the name of its app', async () => {
    expect(await returned(`current_setting('application_name')`)).toBe('caudal-spec');
  });

  it('is ended by the server at its limit, and 0 is none', async () => {
    const hasty = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 1, statementTimeoutMs: 100 });
    try {
      await expect(hasty.query('select pg_sleep(5)')).rejects.toThrow(/statement timeout/);
    } finally {
      await hasty.close();
    }
    // The client's own limit too: a migration may take an hour.
    const { extra } = dataSourceOf({ url: test.adminUrl, app: 'spec', statementTimeoutMs: 0 }).options as {
      extra: { statement_timeout: number; query_timeout: number };
    };
    expect([extra.statement_timeout, extra.query_timeout]).toEqual([0, 0]);
  });
});

describe('a transaction', () => {
  it('is kept as a whole, and returns what its work returns', async () => {
    const result = await database.transaction(async (sql) => {
      await sql.query(`insert into kept values (10, 'a'), (11, 'b')`);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await returned('(select count(*)::int from kept where id in (10, 11))')).toBe(2);
  });

  it('leaves nothing behind when its work throws, and throws the same', async () => {
    const broken = new Error('broken');
    const work = database.transaction(async (sql) => {
      await sql.query(`insert into kept values (20, 'a')`);
      throw broken;
    });
    await expect(work).rejects.toBe(broken);
    expect(await returned('(select count(*)::int from kept where id = 20)')).toBe(0);
  });

  it('leaves nothing behind when a statement fails, and the pool is none the worse', async () => {
    for (let time = 0; time < 5; time += 1) {
      const work = database.transaction(async (sql) => {
        await sql.query(`insert into kept values (30, 'a')`);
        await sql.query(`insert into kept values (30, 'again')`);
      });
      await expect(work).rejects.toMatchObject({ code: '23505' });
    }
    expect(await returned('(select count(*)::int from kept where id = 30)')).toBe(0);
  });

  it('is READ COMMITTED: it sees what others committed since it began', async () => {
    await database.transaction(async (sql) => {
      const seen = () => sql.query('select note from kept where id = 40');
      expect(await seen()).toEqual([]);
      await database.query(`insert into kept values (40, 'theirs')`);
      expect(await seen()).toEqual([{ note: 'theirs' }]);
    });
  });
});
