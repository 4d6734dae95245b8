import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scopes } from '#contracts';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { ensureApiKey, findApiKey, hasScope, issueApiKey } from './api-keys.js';

/** A key opens what its scopes name, while it is valid, to whoever has all of it; the table has nothing to steal. */
let test: TestDatabase;
let admin: Database;
let api: Database;

beforeAll(async () => {
  test = await testDatabase();
  admin = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 2 });
  // Keys are looked up by the API's own read-only role.
  api = await openDatabase({ url: test.url('api'), app: 'spec', poolSize: 2 });
});

afterAll(async () => {
  await api.close();
  await admin.close();
  await test.close();
});

const issue = () => issueApiKey(admin, { name: 'reports', scopes: ['transfers:read'] });

describe('an issued key', () => {
  it('is found by its token, with its name and scopes', async () => {
    const { id, token } = await issue();
    expect(token).toMatch(/^caudal_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    const key = await findApiKey(api, token);
    expect(key).toEqual({ id, name: 'reports', scopes: ['transfers:read'] });
    expect(Scopes.filter((scope) => key && hasScope(key, scope))).toEqual(['transfers:read']);
  });

  it('is another one each time', async () => {
    const [one, other] = [await issue(), await issue()];
    expect(one.id).not.toBe(other.id);
    expect(one.token.slice(-43)).not.toBe(other.token.slice(-43));
  });

  it('stands in the table as a digest only', async () => {
    const { id, token } = await issue();
    const secret = token.slice(-43);
    const [row] = await admin.query<{ whole: string; digest: Buffer }>(
      'select k::text as whole, digest from access.api_keys k where id = $1',
      [id],
    );
    expect(row?.digest).toEqual(createHash('sha256').update(secret).digest());
    expect(row?.whole).not.toContain(secret);
    expect(row?.whole).not.toContain(Buffer.from(secret).toString('hex'));
    expect(row?.whole).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
  });
});

describe('a token that opens nothing', () => {
  it.each([
    ['the secret of another key', (mine: string, other: string) => mine.slice(0, -43) + other.slice(-43)],
    ['the id of another key', (mine: string, other: string) => other.slice(0, -43) + mine.slice(-43)],
    ['one letter changed', (mine: string) => mine.slice(0, -1) + (mine.endsWith('A') ? 'B' : 'A')],
    ['one letter short', (mine: string) => mine.slice(0, -1)],
    ['one letter more', (mine: string) => `${mine}A`],
    ['its id in capitals', (mine: string) => mine.replace(/_[0-9a-f]{16}_/, (id) => id.toUpperCase() + ' ').trim()],
    ['an id that nobody has', (mine: string) => mine.replace(/_[0-9a-f]{16}_/, `_${'0'.repeat(16)}_`)],
    ['a line break behind it', (mine: string) => `${mine}\n`],
    ['nothing', () => ''],
    ['a statement', () => "' or true --"],
    ['a NUL', () => 'caudal_\0'],
  ])('%s', async (_what, spoil) => {
    const [mine, other] = [await issue(), await issue()];
    expect(await findApiKey(api, spoil(mine.token, other.token))).toBeUndefined();
    expect(await findApiKey(api, mine.token)).toBeDefined();
  });

  it.each([
    ['one that ran out', `expires_at = now() - interval '1 second'`, false],
    ['one that runs out now', 'expires_at = now()', false],
    ['one that was revoked', 'revoked_at = now()', false],
    ['one that was revoked and would still run', `revoked_at = now(), expires_at = now() + interval '1 day'`, false],
    ['but one that runs out later does', `expires_at = now() + interval '1 minute'`, true],
  ])('%s', async (_what, change, opens) => {
    const { id, token } = await issue();
    await admin.query(`update access.api_keys set ${change} where id = $1`, [id]);
    expect((await findApiKey(api, token)) !== undefined).toBe(opens);
  });
});

describe('a key that is kept', () => {
  const token = `caudal_${'ab'.repeat(8)}_${'x'.repeat(43)}`;

  it('is stored once, with the scopes of the last time', async () => {
    await ensureApiKey(admin, { name: 'demo', scopes: ['transfers:read'], token });
    await ensureApiKey(admin, { name: 'demo', scopes: ['payouts:read'], token });
    expect(await findApiKey(api, token)).toMatchObject({ name: 'demo', scopes: ['payouts:read'] });
  });

  it('that was revoked stays so', async () => {
    await admin.query('update access.api_keys set revoked_at = now() where id = $1', ['ab'.repeat(8)]);
    await ensureApiKey(admin, { name: 'demo', scopes: ['payouts:read'], token });
    expect(await findApiKey(api, token)).toBeUndefined();
  });

  it('does not change the key of another secret that has its id', async () => {
    const theirs = await issue();
    const mine = `caudal_${theirs.id}_${'y'.repeat(43)}`;
    await expect(ensureApiKey(admin, { name: 'demo', scopes: ['payouts:read'], token: mine })).rejects.toThrow(
      /another secret/,
    );
    expect(await findApiKey(api, theirs.token)).toMatchObject({ scopes: ['transfers:read'] });
    expect(await findApiKey(api, mine)).toBeUndefined();
  });

  it('is refused when it is written otherwise', async () => {
    await expect(ensureApiKey(admin, { name: 'demo', scopes: [], token: 'caudal_1_2' })).rejects.toThrow(/is written/);
  });
});
