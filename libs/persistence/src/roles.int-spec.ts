import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { openDatabase, type Database } from './database.js';
import { roleUrl } from './roles.js';

/** Each app's role may do what its app does, and nothing else: tried as that role, on the real schema. */
const CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  transfers: ['transfers', 'transfer_batches', 'collection_intents', 'payouts', 'direct_debits'],
  cards: ['cards', 'card_transactions'],
  accounts: ['connected_accounts', 'mandates'],
  ledger: ['transactions', 'bank_transfers', 'collections', 'wallet_credits', 'card_accounts'],
};

/** What the ledger may besides: append to its books, keep their sums, and what waits for a route. */
const LEDGER = (): string[] => [
  ...each('select insert', 'ledger.entries', 'ledger.postings'),
  ...each('select insert update', 'ledger.balances'),
  ...each('select insert update delete', 'ledger.unrouted'),
];

let test: TestDatabase;
let admin: Database;
const roles = new Map<string, Database>();

beforeAll(async () => {
  test = await testDatabase();
  admin = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 1 });
  for (const role of ['ingress', ...Object.keys(CONTEXTS), 'journal', 'api']) {
    roles.set(role, await openDatabase({ url: test.url(role), app: 'spec', poolSize: 1 }));
  }
});

afterAll(async () => {
  for (const database of roles.values()) await database.close();
  await admin.close();
  await test.close();
});

const as = (role: string): Database => {
  const database = roles.get(role);
  if (!database) throw new Error(`no role ${role}`);
  return database;
};

/** `privilege on table` for every privilege that a role really has in this database, columns of a table included. */
const privilegesOf = async (role: string): Promise<string[]> => {
  const rows = await admin.query<{ held: string }>(
    `select lower(p) || ' on ' || n.nspname || '.' || c.relname as held
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     where c.relkind in ('r', 'v', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       and (has_table_privilege($1, c.oid, p)
            or (p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege($1, c.oid, p)))
     union all
     select 'sequence ' || n.nspname || '.' || c.relname
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where case when c.relkind = 'S' then has_sequence_privilege($1, c.oid, 'USAGE') end
     union all
     select 'create in ' || nspname from pg_namespace
     where nspname not like 'pg\\_%' and nspname <> 'information_schema' and has_schema_privilege($1, oid, 'CREATE')
     order by 1`,
    [`caudal_${role}`],
  );
  return rows.map(({ held }) => held);
};

const each = (privileges: string, ...tables: string[]): string[] =>
  tables.flatMap((table) => privileges.split(' ').map((privilege) => `${privilege} on ${table}`));

const within = (schema: string, names: readonly string[]): string[] => names.map((name) => `${schema}.${name}`);

const GRANTS: readonly (readonly [role: string, privileges: readonly string[]])[] = [
  [
    'ingress',
    [
      ...each('select', 'access.webhook_sources', 'access.source_secrets'),
      ...each('select insert delete', 'ingress.spool'),
    ],
  ],
  ...Object.entries(CONTEXTS).map(([schema, projections]): readonly [string, readonly string[]] => [
    schema,
    [
      ...each('select insert', `${schema}.events`),
      ...each('select insert update', ...within(schema, [...projections, 'entities', 'checkpoints'])),
      ...each('select insert update delete', `${schema}.parked_keys`),
      ...each('select insert delete', ...within(schema, ['outbox', 'parked_records'])),
      `sequence ${schema}.outbox_sequence`,
      ...(schema === 'ledger' ? LEDGER() : []),
    ],
  ]),
  [
    'journal',
    [
      ...each('select insert', 'journal.deliveries', 'journal.delivery_ids', 'journal.sealed_heads'),
      ...each('select insert update', 'journal.checkpoints', 'journal.chains'),
      // Of a seal only that it has left.
      ...each('select insert update', 'journal.seals'),
      // A person wishes that a delivery be told again; what came of it is the journal's to say.
      ...each('select update', 'journal.redeliveries'),
    ],
  ],
  [
    'api',
    [
      ...Object.entries(CONTEXTS).flatMap(([schema, projections]) => [
        ...each('select', ...within(schema, [...projections, 'events', 'parked_keys', 'parked_records'])),
        // Of its columns only the release that a person wishes.
        ...each('update', `${schema}.parked_keys`),
        // A person's decision leaves by the outbox of its context.
        ...each('insert', `${schema}.outbox`),
        `sequence ${schema}.outbox_sequence`,
      ]),
      ...each('select', ...within('ledger', ['entries', 'postings', 'balances', 'unrouted'])),
      // When a person decided last, also what is not applied yet.
      ...each('select insert update', 'access.decisions'),
      ...each('select', 'access.api_keys', 'access.webhook_sources', 'access.source_secrets'),
      ...each('select', ...within('journal', ['deliveries', 'delivery_ids', 'seals', 'sealed_heads'])),
      ...each('select insert', 'journal.redeliveries'),
    ],
  ],
];

describe('grants', () => {
  it.each(GRANTS)('of %s are exactly these', async (role, privileges) => {
    expect(await privilegesOf(role)).toEqual([...privileges].sort());
  });

  it.each(GRANTS)('are all that %s has: it is no superuser, makes no role and owns nothing', async (role) => {
    const rows = await admin.query(
      `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as power,
              exists (select from pg_auth_members where member = r.oid) as member,
              exists (select from pg_class where relowner = r.oid) as owner
       from pg_roles r where rolname = $1`,
      [`caudal_${role}`],
    );
    expect(rows).toEqual([{ power: false, member: false, owner: false }]);
  });
});

describe('what a role may not do, the server refuses', () => {
  it.each([
    ['ingress', 'select from transfers.events'],
    ['ingress', 'select from transfers.transfers'],
    ['ingress', 'select from access.api_keys'],
    ['ingress', `update access.webhook_sources set paused = true`],
    ['ingress', 'delete from access.source_secrets'],
    ['transfers', `update transfers.events set type = 'x'`],
    ['transfers', 'delete from transfers.events'],
    ['transfers', 'truncate transfers.events'],
    ['ingress', `update ingress.spool set value = ''`],
    ['transfers', 'drop table transfers.transfers'],
    ['transfers', 'select from access.source_secrets'],
    ['transfers', 'create table public.mine ()'],
    ['journal', 'delete from journal.deliveries'],
    ['journal', `update journal.deliveries set verdict = 'accepted'`],
    ['journal', 'update journal.delivery_ids set event_id = event_id'],
    ['journal', `update journal.seals set statement = ''`],
    ['journal', 'delete from journal.seals'],
    ['journal', 'select from transfers.events'],
    ['api', 'select from journal.checkpoints'],
    ['api', 'select value from transfers.parked_records'],
    ['api', 'select headers from transfers.parked_records'],
    ['api', 'select from ingress.spool'],
    ['api', 'select from transfers.outbox'],
  ])('%s: %s', async (role, text) => {
    await expect(as(role).query(text)).rejects.toMatchObject({ code: expect.stringMatching(/^42501$/) });
  });

  it.each([
    `insert into transfers.entities (kind, scope, entity_id) values ('a', 'b', 'c')`,
    'delete from transfers.events',
    `update access.api_keys set revoked_at = now()`,
    'create temporary table mine ()',
  ])('api, which is read-only as a whole: %s', async (text) => {
    await expect(as('api').query(text)).rejects.toMatchObject({ code: expect.stringMatching(/^(25006|42501)$/) });
    // And when it lifts its own setting, its grants are still those of a reader.
    if (text.includes('temporary')) return;
    const insisting = as('api').transaction(async (sql) => {
      await sql.query('set transaction read write');
      await sql.query(text);
    });
    await expect(insisting).rejects.toMatchObject({ code: '42501' });
  });
});

describe('what the API puts into an outbox', () => {
  const put = (topic: string, type: string) =>
    as('api').transaction(async (sql) => {
      await sql.query('set transaction read write');
      await sql.query(
        `insert into ledger.outbox (sequence, topic, key, headers, value)
         values (nextval('ledger.outbox_sequence'), $1, 'k', json_build_object('ce_type', $2::text), '{}')`,
        [topic, type],
      );
    });

  it('is a decision, for a raw topic', async () => {
    await expect(put('mono.ledger.v1', 'caudal.ledger_transaction.routed')).resolves.toBeUndefined();
  });

  it.each(['caudal.cards.v1', 'caudal.ledger.v1'])('is nothing for %s: the server refuses it', async (topic) => {
    await expect(put(topic, 'caudal.card.changed')).rejects.toMatchObject({ code: '42501' });
  });

  it('is no event of a provider', async () => {
    await expect(put('mono.ledger.v1', 'mono-colombia.ledger')).rejects.toMatchObject({ code: '23514' });
  });

  it('and what a consumer puts there, its relay sees', async () => {
    await as('ledger').query(
      `insert into ledger.outbox (sequence, topic, key, headers, value)
       values (nextval('ledger.outbox_sequence'), 'caudal.ledger.v1', 'mine', '{}', '{}')`,
    );
    const rows = await as('ledger').query(`delete from ledger.outbox where key in ('mine', 'k') returning key`);
    expect(rows.length).toBe(2);
  });
});

describe('what a role needs, it may', () => {
  it.each([
    ['ingress', 'select from access.webhook_sources'],
    ['ingress', 'select from access.source_secrets'],
    ['transfers', `select nextval('transfers.outbox_sequence')`],
    ['transfers', 'delete from transfers.outbox'],
    ['api', 'select from transfers.transfers'],
    ['api', 'select from access.api_keys'],
  ])('%s: %s', async (role, text) => {
    await expect(as(role).query(text)).resolves.toBeDefined();
  });
});

describe('roleUrl', () => {
  it('logs in with a password of any characters', async () => {
    const password = 'p@ss:/w%rd?#&=+ ñ"';
    const name =
      'spec' +
      Math.random()
        .toString(36)
        .replace(/[^a-z]/g, '');
    await admin.query(`create role caudal_${name} login password '${password}'`);
    try {
      const database = await openDatabase({ url: roleUrl(test.adminUrl, name, password), app: 'spec', poolSize: 1 });
      expect(await database.query('select current_user as me')).toEqual([{ me: `caudal_${name}` }]);
      await database.close();
    } finally {
      await admin.query(`drop role caudal_${name}`);
    }
  });
});
