import { afterEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { openDatabase, type Database } from './database.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/list.js';
import { applyGrants } from './roles.js';
import { SCHEMAS } from './roles.js';
import { schemaSnapshot } from './schema-snapshot.js';

/** However many migrators start, together or again, the schema is made once and the roles have what they need. */
const open: (TestDatabase | Database)[] = [];

afterEach(async () => {
  // Connections before their database.
  for (const each of open.splice(0).reverse()) await each.close();
});

const emptyDatabase = async (): Promise<{ url: string; admin: Database }> => {
  const test = await testDatabase({ empty: true });
  open.push(test);
  const admin = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 2 });
  open.push(admin);
  return { url: test.adminUrl, admin };
};

const names = migrations.map(({ name }) => name);

describe('migrate', () => {
  it('runs each migration once, in order, and says which', async () => {
    const { url, admin } = await emptyDatabase();
    expect(await migrate(url)).toEqual(names);
    expect(await migrate(url)).toEqual([]);
    const rows = await admin.query<{ name: string }>('select name from migrations order by id');
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  it('run by four at once ends with one set of migrations', async () => {
    const { url, admin } = await emptyDatabase();
    const ran = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
    expect(ran.map(({ length }) => length).sort()).toEqual([0, 0, 0, names.length]);
    expect(await admin.query('select count(*)::int as n from migrations')).toEqual([{ n: names.length }]);
    expect(
      await admin.query(
        "select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      ),
    ).toEqual([]);
  });

  it('names its migrations so that TypeORM runs them in the order of the list', () => {
    const times = names.map((name) => Number(/\d{13}$/.exec(name)?.[0]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });

  it('makes the same schema every time', async () => {
    const [one, other] = [await emptyDatabase(), await emptyDatabase()];
    await Promise.all([migrate(one.url), migrate(other.url)]);
    const [first, second] = await Promise.all([one, other].map(({ admin }) => schemaSnapshot(admin, SCHEMAS)));
    expect(first).toContain('table transfers.events');
    expect(second).toBe(first);
  });
});

describe('applyGrants', () => {
  it('may run again, and at once in several databases of one server', async () => {
    const databases = await Promise.all([emptyDatabase(), emptyDatabase(), emptyDatabase()]);
    await Promise.all(databases.map(({ url }) => migrate(url)));
    for (let time = 0; time < 3; time += 1) {
      // Roles belong to the server, the passwords of this run's among them: none is changed here.
      await Promise.all(databases.map(({ url }) => applyGrants(url, {})));
    }
    const snapshots = await Promise.all(databases.map(({ admin }) => schemaSnapshot(admin, SCHEMAS)));
    expect(snapshots[0]).toContain('grant insert, select to caudal_transfers');
    expect(new Set(snapshots).size).toBe(1);
  });

  it('takes back what a role was given beside the table', async () => {
    const { url, admin } = await emptyDatabase();
    await migrate(url);
    await applyGrants(url, {});
    const before = await schemaSnapshot(admin, SCHEMAS);
    await admin.query('grant delete on transfers.events to caudal_transfers');
    await admin.query('grant select on all tables in schema transfers to caudal_ingress');
    expect(await schemaSnapshot(admin, SCHEMAS)).not.toBe(before);
    await applyGrants(url, {});
    expect(await schemaSnapshot(admin, SCHEMAS)).toBe(before);
  });
});
