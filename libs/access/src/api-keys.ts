import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope } from '#contracts';
import type { Sql } from '#persistence';

/** An API key as it is known after it was presented. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

export interface IssuedApiKey {
  readonly id: string;
  /** `caudal_<id>_<secret>`: shown once, stored nowhere. */
  readonly token: string;
}

interface KeyRow {
  id: string;
  name: string;
  digest: Buffer;
  scopes: Scope[];
  usable: boolean;
}

const TOKEN = /^caudal_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** Makes a key: 256 random bits, kept as SHA-256 only (a random secret needs no slow hash). */
export const issueApiKey = async (
  sql: Sql,
  key: { readonly name: string; readonly scopes: readonly Scope[] },
): Promise<IssuedApiKey> => {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  await insertKey(sql, id, secret, key);
  return { id, token: `caudal_${id}_${secret}` };
};

/**
 * Stores a key whose token is known already (a development installation keeps its own). Safe to repeat; scopes are
 * those of the last time, and a key that was revoked or ran out stays so.
 *
 * @throws when the token is none, or its id belongs to a key with another secret
 */
export const ensureApiKey = async (
  sql: Sql,
  key: { readonly name: string; readonly scopes: readonly Scope[]; readonly token: string },
): Promise<void> => {
  const [, id, secret] = TOKEN.exec(key.token) ?? [];
  if (id === undefined || secret === undefined) throw new Error('An API key is written caudal_<id>_<secret>');
  await insertKey(sql, id, secret, key);
};

/** The key of a presented token, if it is one, is known, and may still be used. */
export const findApiKey = async (sql: Sql, token: string): Promise<ApiKey | undefined> => {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const [row] = await sql.query<KeyRow>(
    `select id, name, digest, scopes,
            revoked_at is null and (expires_at is null or expires_at > now()) as usable
     from access.api_keys where id = $1`,
    [id],
  );
  // Compared in any case, so that an unknown id costs what a wrong secret costs.
  const same = timingSafeEqual(row?.digest ?? digestOf(''), digestOf(secret));
  return row?.usable && same ? { id: row.id, name: row.name, scopes: row.scopes } : undefined;
};

export const hasScope = (key: ApiKey, scope: Scope): boolean => key.scopes.includes(scope);

const insertKey = async (
  sql: Sql,
  id: string,
  secret: string,
  { name, scopes }: { readonly name: string; readonly scopes: readonly Scope[] },
): Promise<void> => {
  const rows = await sql.query(
    `insert into access.api_keys as known (id, name, digest, scopes) values ($1, $2, $3, $4)
     on conflict (id) do update set scopes = excluded.scopes where known.digest = excluded.digest
     returning id`,
    [id, name, digestOf(secret), scopes],
  );
  if (rows.length === 0) throw new Error(`The API key ${id} exists with another secret`);
};

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
