import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { addSecret, ensureSource, loadSources, type NewSource, type Source } from './sources.js';

/** Sources are read by the ingress with its own role; their secrets rotate without a refused delivery. */
const key = randomBytes(32);
let test: TestDatabase;
let admin: Database;
let ingress: Database;

beforeAll(async () => {
  test = await testDatabase();
  admin = await openDatabase({ url: test.adminUrl, app: 'spec', poolSize: 2 });
  ingress = await openDatabase({ url: test.url('ingress'), app: 'spec', poolSize: 1 });
});

afterAll(async () => {
  await ingress.close();
  await admin.close();
  await test.close();
});

const newSource = (slug: string): NewSource => ({
  slug,
  provider: 'mono-colombia',
  scheme: 'mono-signature',
  livemode: false,
  secret: 'whsec_one',
});

const read = async (slug: string): Promise<Source> => {
  const source = (await loadSources(ingress, key)).find((each) => each.slug === slug);
  if (!source) throw new Error(`no source ${slug}`);
  return source;
};

const secretsOf = async (slug: string): Promise<string[]> => (await read(slug)).secrets.map(({ secret }) => secret);

describe('a source', () => {
  it('is read with its secret opened, and what is standard', async () => {
    const before = Date.now() - 1;
    await ensureSource(admin, newSource('first'), key);
    expect(await read('first')).toEqual({
      slug: 'first',
      provider: 'mono-colombia',
      scheme: 'mono-signature',
      livemode: false,
      paused: false,
      toleranceS: null,
      secrets: [{ id: expect.any(String), secret: 'whsec_one', validFromMs: expect.any(Number), validUntilMs: null }],
    });
    const [secret] = (await read('first')).secrets;
    expect(secret?.validFromMs).toBeGreaterThanOrEqual(before);
    expect(secret?.validFromMs).toBeLessThanOrEqual(Date.now());
  });

  it('stands in the table without its secret', async () => {
    await ensureSource(admin, { ...newSource('sealed'), secret: 'whsec_nobody_reads_this' }, key);
    const rows = await admin.query<{ whole: string }>(
      `select s::text || convert_from(decode(replace(encode(sealed, 'hex'), '00', '20'), 'hex'), 'LATIN1') as whole
       from access.source_secrets s where source = 'sealed'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.whole).not.toContain('nobody_reads_this');
    expect(rows[0]?.whole).not.toContain(Buffer.from('nobody_reads_this').toString('hex'));
  });

  it('is made once, however often it is asked for', async () => {
    for (let time = 0; time < 3; time += 1) await ensureSource(admin, newSource('again'), key);
    expect(await secretsOf('again')).toEqual(['whsec_one']);
  });

  it('keeps its pause and its tolerance when it is asked for again, and takes the mode that is asked for', async () => {
    await ensureSource(admin, newSource('stays'), key);
    await admin.query(`update access.webhook_sources set paused = true, tolerance_s = 300 where slug = 'stays'`);
    await ensureSource(admin, { ...newSource('stays'), livemode: true }, key);
    expect(await read('stays')).toMatchObject({ livemode: true, paused: true, toleranceS: 300 });
  });

  it('without a secret has none', async () => {
    await admin.query(
      `insert into access.webhook_sources (slug, provider, scheme, livemode)
       values ('bare', 'mono-nigeria', 'mono-webhook-secret', true)`,
    );
    expect((await read('bare')).secrets).toEqual([]);
  });

  it.each(['', 'UPPER', 'a b', '-a', 'a/b', 'x'.repeat(64)])('is never called %p', async (slug) => {
    await expect(ensureSource(admin, newSource(slug), key)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('a rotation', () => {
  it('adds a secret beside the others, the oldest first', async () => {
    await ensureSource(admin, newSource('rotated'), key);
    const id = await addSecret(admin, 'rotated', 'whsec_two', key);
    expect(await secretsOf('rotated')).toEqual(['whsec_one', 'whsec_two']);
    expect((await read('rotated')).secrets[1]?.id).toBe(id);
    await ensureSource(admin, { ...newSource('rotated'), secret: 'whsec_three' }, key);
    expect(await secretsOf('rotated')).toEqual(['whsec_one', 'whsec_two', 'whsec_three']);
  });

  it('retires a secret at its time, and keeps it', async () => {
    await ensureSource(admin, newSource('retired'), key);
    await admin.query(
      `update access.source_secrets set valid_from = '2026-01-01T00:00:00.000900Z', valid_until = '2026-02-01T00:00:00.000100Z'
       where source = 'retired'`,
    );
    // To whole milliseconds, and never a moment less than it is valid.
    expect((await read('retired')).secrets).toMatchObject([
      { validFromMs: Date.UTC(2026, 0, 1), validUntilMs: Date.UTC(2026, 1, 1) + 1 },
    ]);
  });

  it('brings back a secret that was retired when it is asked for again', async () => {
    await ensureSource(admin, newSource('retired'), key);
    const secrets = (await read('retired')).secrets;
    expect(secrets.map(({ secret }) => secret)).toEqual(['whsec_one', 'whsec_one']);
    expect(secrets[1]?.validUntilMs).toBeNull();
    await ensureSource(admin, newSource('retired'), key);
    expect(await secretsOf('retired')).toHaveLength(2);
  });

  it('of a source that is not there fails', async () => {
    await expect(addSecret(admin, 'nowhere', 's', key)).rejects.toMatchObject({ code: '23503' });
  });
});

describe('a sealed secret', () => {
  it('does not open with another key', async () => {
    await expect(loadSources(ingress, randomBytes(32))).rejects.toThrow();
  });

  it('does not open in the row of another source or secret', async () => {
    await ensureSource(admin, newSource('mine'), key);
    await ensureSource(admin, { ...newSource('theirs'), secret: 'whsec_theirs' }, key);
    const swapped = admin.transaction(async (sql) => {
      await sql.query(
        `update access.source_secrets set sealed = (select sealed from access.source_secrets where source = 'theirs')
         where source = 'mine'`,
      );
      return loadSources(sql, key);
    });
    await expect(swapped).rejects.toThrow();
    await admin.query(
      `update access.source_secrets set sealed = (select sealed from access.source_secrets where source = 'theirs')
       where source = 'mine'`,
    );
    await expect(loadSources(ingress, key)).rejects.toThrow();
  });

  it('is opened by whom the caller says', async () => {
    const opened = await loadSources(ingress, key, (sealed, _key, context) => `${context} ${sealed.length}`);
    expect(opened.flatMap(({ secrets }) => secrets.map(({ secret }) => secret)).join('\n')).toMatch(
      /^source:again:[0-9a-f-]{36} \d+$/m,
    );
  });
});
