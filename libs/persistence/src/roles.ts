import { setTimeout as sleep } from 'node:timers/promises';
import { invariant } from '#kernel';
import { openDatabase, type Sql } from './database.js';

/** Role without its `caudal_` prefix → password. */
export type RolePasswords = Readonly<Record<string, string>>;

/** Each context's schema and the projections in it: its consumer writes them, the API reads them. */
const CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  transfers: ['transfers', 'transfer_batches', 'collection_intents', 'payouts', 'direct_debits'],
  cards: ['cards', 'card_transactions'],
  accounts: ['connected_accounts', 'mandates'],
  ledger: ['transactions', 'bank_transfers', 'collections', 'wallet_credits', 'card_accounts'],
};

/** What the ledger has besides: books that nobody changes, and what is summed of them. */
const LEDGER_GRANTS = [
  'select, insert on ledger.entries, ledger.postings',
  'select, insert, update on ledger.balances',
  'select, insert, update, delete on ledger.unrouted',
];

const within = (schema: string, tables: readonly string[]): string =>
  tables.map((table) => `${schema}.${table}`).join(', ');

const consumerGrants = (schema: string, projections: readonly string[]): readonly string[] => [
  `usage on schema ${schema}`,
  `select, insert on ${schema}.events`,
  `select, insert, update on ${within(schema, ['entities', 'checkpoints', ...projections])}`,
  `select, insert, delete on ${schema}.outbox`,
  `select, insert, update, delete on ${schema}.parked_keys`,
  `select, insert, delete on ${schema}.parked_records`,
  `usage on sequence ${schema}.outbox_sequence`,
];

const readerGrants = (schema: string, projections: readonly string[]): readonly string[] => [
  `usage on schema ${schema}`,
  `select on ${within(schema, ['events', 'parked_keys', ...projections])}`,
  // A parked record's headers and bytes hold signatures and personal data: only where it stands is read.
  `select (parked_id, cluster_id, topic, partition, record_offset, parked_at, position) on ${schema}.parked_records`,
  // The one thing it may write besides: a person's wish that a parked key be released.
  `update (release_requested_at, release_requested_by, release_failed_at, release_failure) on ${schema}.parked_keys`,
];

/** Least privilege, in one place: what each app's role may do. Logs are insert-only for their writers. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  ingress: [
    'usage on schema access, ingress',
    'select on access.webhook_sources, access.source_secrets',
    'select, insert, delete on ingress.spool',
  ],
  ...Object.fromEntries(Object.entries(CONTEXTS).map(([schema, tables]) => [schema, consumerGrants(schema, tables)])),
  ledger: [...consumerGrants('ledger', CONTEXTS.ledger ?? []), ...LEDGER_GRANTS],
  // The archive and the names in it are insert-only: what is in them was chained, and erasing bytes is not its to do.
  journal: [
    'usage on schema journal',
    'select, insert on journal.deliveries, journal.delivery_ids, journal.seals, journal.sealed_heads',
    'select, insert, update on journal.checkpoints, journal.chains',
    'update (filed_at, published_at) on journal.seals',
    'select, update (settled_at, failure) on journal.redeliveries',
    'execute on function journal.make_month(date)',
  ],
  api: [
    'usage on schema access',
    ...Object.entries(CONTEXTS).flatMap(([schema, tables]) => readerGrants(schema, tables)),
    'select on ledger.entries, ledger.postings, ledger.balances, ledger.unrouted',
    // A person's decision goes to the topic by the outbox of its context.
    `insert on ${Object.keys(CONTEXTS)
      .map((schema) => `${schema}.outbox`)
      .join(', ')}`,
    `usage on sequence ${Object.keys(CONTEXTS)
      .map((schema) => `${schema}.outbox_sequence`)
      .join(', ')}`,
    'select, insert, update on access.decisions',
    // Secrets are sealed; a process that was not given their key cannot open one.
    'select on access.api_keys, access.webhook_sources, access.source_secrets',
    'usage on schema journal',
    'select on journal.deliveries, journal.delivery_ids, journal.seals, journal.sealed_heads',
    'select, insert on journal.redeliveries',
  ],
};

/** Every schema there is. */
export const SCHEMAS: readonly string[] = ['access', 'ingress', ...Object.keys(CONTEXTS), 'journal'];

/** Makes each app's role (with its password, where one is given) and sets exactly the grants of the table above. */
export const applyGrants = async (adminUrl: string, passwords: RolePasswords): Promise<void> => {
  const database = await openDatabase({ url: adminUrl, app: 'migrator', poolSize: 1 });
  try {
    await againWhenRaced(() =>
      database.transaction(async (sql) => {
        // Two migrators of one database take turns.
        await sql.query('select pg_advisory_xact_lock(4201002)');
        for (const [app, grants] of Object.entries(GRANTS)) await applyRole(sql, app, grants, passwords[app]);
      }),
    );
  } finally {
    await database.close();
  }
};

/** More rivals than anyone has, each of which may win once; a failure that stays is told after a second or two. */
const ATTEMPTS_MAX = 20;

/**
 * Roles belong to the whole server, an advisory lock to one database: migrators of two databases may meet at a role,
 * and the server tells the loser that the row was made or changed under its hands.
 */
const againWhenRaced = async (work: () => Promise<void>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !isRace(error)) throw error;
      await sleep(Math.random() * 100);
    }
  }
};

const isRace = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  // Unique violation and duplicate object: the role was made meanwhile.
  return code === '23505' || code === '42710' || error.message.includes('tuple concurrently');
};

const applyRole = async (sql: Sql, app: string, grants: readonly string[], password: string | undefined) => {
  const role = roleOf(app);
  const [known] = await sql.query('select 1 from pg_roles where rolname = $1', [role]);
  if (!known) await sql.query(`create role ${role} nologin`);
  if (password !== undefined) await sql.query(`alter role ${role} login password ${quoted(password)}`);
  if (app === 'api') await sql.query(`alter role ${role} set default_transaction_read_only = on`);
  for (const schema of SCHEMAS) {
    await sql.query(`revoke all on all tables in schema ${schema} from ${role}`);
    await sql.query(`revoke all on all sequences in schema ${schema} from ${role}`);
    await sql.query(`revoke all on schema ${schema} from ${role}`);
  }
  for (const grant of grants) await sql.query(`grant ${grant} to ${role}`);
};

const roleOf = (app: string): string => {
  invariant(/^[a-z]+$/.test(app), `role ${app} is a word`);
  return `caudal_${app}`;
};

const quoted = (text: string): string => {
  invariant(!/['\\\0]/.test(text), 'a role password holds no quote, backslash or NUL');
  return `'${text}'`;
};

/** The URL with which an app logs in: the administrator's, with the app's own role and password. */
export const roleUrl = (adminUrl: string, app: string, password: string): string => {
  const url = new URL(adminUrl);
  url.username = roleOf(app);
  url.password = encodeURIComponent(password);
  return url.toString();
};
