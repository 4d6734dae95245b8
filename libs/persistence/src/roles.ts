import { setTimeout as sleep } from 'node:timers/promises';
import { invariant } from '#kernel';
import { openDatabase, type Sql } from './database.js';

/** Role without its `caudal_` prefix → password. */
export type RolePasswords = Readonly<Record<string, string>>;

/** Least privilege, in one place: what each app's role may do. Logs are insert-only for their writers. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  ingress: ['usage on schema access', 'select on access.webhook_sources, access.source_secrets'],
  transfers: [
    'usage on schema transfers',
    'select, insert on transfers.events',
    'select, insert, update on transfers.entities, transfers.checkpoints, transfers.transfers, ' +
      'transfers.transfer_batches, transfers.collection_intents, transfers.payouts, transfers.direct_debits',
    'select, insert, delete on transfers.outbox',
    'select, insert, update on transfers.parked_keys',
    'select, insert on transfers.parked_records',
    'usage on sequence transfers.outbox_sequence',
  ],
  api: [
    'usage on schema transfers, access',
    'select on transfers.events, transfers.parked_keys, transfers.transfers, transfers.transfer_batches, ' +
      'transfers.collection_intents, transfers.payouts, transfers.direct_debits',
    'select on access.api_keys',
  ],
};

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
  for (const schema of ['access', 'transfers']) {
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
