import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { listening, portOf, urlAt } from '../test/sockets.js';
import { openDatabase, type Database, type Sql } from './database.js';
import { isTransient } from './transient.js';

/**
 * Errors as a real server and a real socket make them. What passes by itself is tried again without limit; what is
 * wrong with the statement parks a record: to take one for the other either blocks a partition or parks what is good.
 */
let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await testDatabase({ empty: true });
  database = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 4 });
  await database.query('create table kept (id int primary key, n int not null check (n >= 0))');
  await database.query('insert into kept values (1, 0), (2, 0)');
});

afterAll(async () => {
  await database.close();
  await test.close();
});

/** What the work failed with; a test fails when it does not. */
const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as Error,
  );

const backendOf = async (sql: Sql): Promise<number> => {
  const [row] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
  return row?.pid ?? 0;
};

/** Ends a backend as an operator does, and waits until it is gone. */
const kill = async (pid: number): Promise<void> => {
  await database.query('select pg_terminate_backend($1, 5000)', [pid]);
};

/** A point that as many as `count` must reach before any goes on. */
const barrier = (count: number): (() => Promise<void>) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let waiting = 0;
  return async () => {
    waiting += 1;
    if (waiting === count) resolve(undefined);
    await promise;
  };
};

describe('what passes by itself is transient', () => {
  it('a backend killed within a statement', async () => {
    const error = await failure(
      database.transaction(async (sql) => {
        const pid = await backendOf(sql);
        const sleeping = sql.query('select pg_sleep(10)');
        await Promise.all([sleeping, kill(pid)]);
      }),
    );
    expect(isTransient(error)).toBe(true);
  });

  it('a backend killed between two statements of a transaction', async () => {
    const error = await failure(
      database.transaction(async (sql) => {
        await kill(await backendOf(sql));
        // Long enough for the client to hear of it while it asks nothing.
        await sleep(50);
        await sql.query('insert into kept values (9, 0)');
      }),
    );
    expect(isTransient(error)).toBe(true);
  });

  it('a backend killed before the commit: whoever hears of it tries again', async () => {
    const error = await failure(
      database.transaction(async (sql) => {
        await sql.query('insert into kept values (10, 0)');
        await kill(await backendOf(sql));
      }),
    );
    expect(isTransient(error)).toBe(true);
    expect(await database.query('select 1 from kept where id = 10')).toEqual([]);
  });

  it('a backend killed while its connection idled costs nobody anything', async () => {
    const broken: Error[] = [];
    const other = await openDatabase({
      url: test.adminUrl,
      app: 'spec',
      poolSize: 1,
      onIdleError: (error) => broken.push(error),
    });
    try {
      await kill(await backendOf(other));
      await sleep(50);
      expect(await other.query('select 1 as one')).toEqual([{ one: 1 }]);
      expect(broken.map(isTransient)).toContain(true);
    } finally {
      await other.close();
    }
  });

  it('a deadlock, for the one that was chosen', async () => {
    const crossing = (first: number, second: number, meet: () => Promise<void>) =>
      database.transaction(async (sql) => {
        await sql.query('update kept set n = n + 1 where id = $1', [first]);
        await meet();
        await sql.query('update kept set n = n + 1 where id = $1', [second]);
      });
    const meeting = barrier(2);
    const outcomes = await Promise.allSettled([crossing(1, 2, meeting), crossing(2, 1, meeting)]);
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(failed).toHaveLength(1);
    expect(failed.map(isTransient)).toEqual([true]);
  });

  it('a serialization failure and a lock that is taken', async () => {
    for (const code of ['40001', '55P03', '57P01', '53300', '08006']) {
      const error = await failure(database.query(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`));
      expect([code, isTransient(error)]).toEqual([code, true]);
    }
  });

  it('a port where nobody listens', async () => {
    const server = await listening(() => undefined);
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(openDatabase({ url: urlAt(test.adminUrl, port), app: 'spec' }));
    expect(isTransient(error)).toBe(true);
  });

  it('a name that nobody resolves', async () => {
    const url = new URL(test.adminUrl);
    url.hostname = 'nowhere.invalid';
    expect(isTransient(await failure(openDatabase({ url: url.toString(), app: 'spec' })))).toBe(true);
  });

  it('a server that hangs up at once, and one that never says a word', async () => {
    const rude = await listening((socket) => socket.destroy());
    const mute = await listening((socket) => socket.on('error', () => undefined));
    try {
      const errors = await Promise.all(
        [rude, mute].map((server) =>
          failure(openDatabase({ url: urlAt(test.adminUrl, portOf(server)), app: 'spec', connectTimeoutMs: 200 })),
        ),
      );
      expect(errors.map((error) => [error.message, isTransient(error)])).toEqual([
        [expect.anything(), true],
        [expect.anything(), true],
      ]);
    } finally {
      rude.close();
      mute.close();
    }
  });

  it('a pool with no connection left to give', async () => {
    const narrow = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 1, connectTimeoutMs: 100 });
    try {
      const error = await narrow.transaction(() => failure(narrow.query('select 1')));
      expect(isTransient(error)).toBe(true);
    } finally {
      await narrow.close();
    }
  });
});

describe('what is wrong with the statement is not', () => {
  it.each([
    ['a unique violation', 'insert into kept values (1, 0)', '23505'],
    ['a check', 'insert into kept values (50, -1)', '23514'],
    ['a missing value', 'insert into kept values (51, null)', '23502'],
    ['a number out of range', 'insert into kept values (52, 9223372036854775807)', '22003'],
    ['a table that is not there', 'select * from nowhere', '42P01'],
    ['a slip of the pen', 'selct 1', '42601'],
    ['a division by zero', 'select 1 / 0', '22012'],
    ['no right to it', 'set role pg_monitor; delete from kept', '42501'],
  ])('%s', async (_what, text, code) => {
    // In a transaction of its own, so that a role that was set goes with it.
    const error = await failure(database.transaction((sql) => sql.query(text.replace('set role', 'set local role'))));
    expect(error).toMatchObject({ code });
    expect(isTransient(error)).toBe(false);
  });

  it('a password that is wrong', async () => {
    const url = new URL(test.url('api'));
    url.password = 'wrong';
    expect(isTransient(await failure(openDatabase({ url: url.toString(), app: 'spec' })))).toBe(false);
  });

  it.each([
    [new Error('broken')],
    [new TypeError('x is undefined')],
    ['text'],
    [null],
    [undefined],
    [{ code: '40001' }],
  ])('nor is %p', (thrown) => {
    expect(isTransient(thrown)).toBe(false);
  });

  it('nor an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});
