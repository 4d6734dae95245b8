/** Sources and secrets as they change under a running ingress, and a database that comes late or goes away. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addSecret, ensureSource } from '#access';
import type { Database } from '#persistence';
import { eventually, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { SECRETS_KEY, startIngress, untilReady, type IngressProcess } from './ingress-process.js';
import { makeTopics } from './ingress-records.js';
import { approved, COLOMBIA, post, postBearer, postSigned, rotate, seedSources, signed } from './ingress-webhooks.js';

/** What is promised of a change is a second; a busy machine may stall for another between two tries of ours. */
const PROMISED_MS = 2_000;

let kafka: TestKafka;
let database: TestDatabase;
let admin: Database;
let ingress: IngressProcess;

beforeAll(async () => {
  kafka = testKafka();
  database = await testDatabase();
  admin = await seedSources(database.adminUrl);
  await makeTopics(kafka);
  ingress = await startIngress(kafka, database);
  await untilReady(ingress);
});

afterAll(async () => {
  await Promise.all([ingress.end(), admin.close()]);
  await database.close();
});

const statusOf = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;
const change = (text: string, slug = COLOMBIA) => admin.query(text, [slug]);
const becomes = async (status: number, send: () => Promise<{ status: number }>) => {
  const changed = performance.now();
  await eventually(async () => {
    expect(await statusOf(send())).toBe(status);
  });
  expect(performance.now() - changed).toBeLessThan(PROMISED_MS);
};

describe('a change of sources', () => {
  it('lets a new secret verify within a second, and the old one with it', async () => {
    const send = () => postSigned(ingress.url, approved('trn_rotated'), 'whsec_second');
    expect(await statusOf(send())).toBe(401);
    await rotate(admin, 'whsec_second');
    await becomes(200, send);
    expect(await statusOf(postSigned(ingress.url, approved('trn_rotated')))).toBe(200);
  });

  it('lets a retired one no longer', async () => {
    const id = await rotate(admin, 'whsec_third');
    const send = () => postSigned(ingress.url, approved('trn_retired'), 'whsec_third');
    await becomes(200, send);
    await admin.query(`update access.source_secrets set valid_until = now() where id = $1`, [id]);
    await becomes(401, send);
  });

  it('knows a new source within a second', async () => {
    const body = approved('trn_new_source');
    const send = () => post(ingress.url, 'medellin', body, { 'mono-signature': signed(body, 'whsec_medellin') });
    expect(await statusOf(send())).toBe(404);
    const source = { slug: 'medellin', provider: 'mono-colombia', scheme: 'mono-signature', livemode: true } as const;
    await ensureSource(admin, { ...source, secret: 'whsec_medellin' }, SECRETS_KEY);
    await becomes(200, send);
  });

  it('puts a paused one off with 503, and takes it again', async () => {
    const send = () => postSigned(ingress.url, approved('trn_paused'));
    await change('update access.webhook_sources set paused = true where slug = $1');
    await becomes(503, send);
    expect((await send()).headers.get('retry-after')).toBe('300');
    await change('update access.webhook_sources set paused = false where slug = $1');
    await becomes(200, send);
  });

  it('refuses late ones only where a source is set to', async () => {
    const body = approved('trn_late');
    const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
    const send = () => post(ingress.url, COLOMBIA, body, { 'mono-signature': signed(body, undefined, hourAgo) });
    expect(await statusOf(send())).toBe(200);
    await change('update access.webhook_sources set tolerance_s = 300 where slug = $1');
    await becomes(401, send);
    await change('update access.webhook_sources set tolerance_s = null where slug = $1');
    await becomes(200, send);
  });

  it('does not call a delivery false while a secret does not open, nor stop for it', async () => {
    // Sealed under another key, as after a restore with the wrong one.
    await addSecret(admin, COLOMBIA, 'whsec_sealed_elsewhere', Buffer.alloc(32, 9));
    await becomes(503, () => postSigned(ingress.url, approved('trn_unopened'), 'whsec_sealed_elsewhere'));
    expect(await statusOf(postSigned(ingress.url, approved('trn_unopened')))).toBe(200);
    expect(await statusOf(postBearer(ingress.url, '{}'))).toBe(200);
    expect(ingress.log.filter((line) => line.includes('CAUDAL_SECRETS_KEY is not'))).toHaveLength(1);
  });
});

describe('a database that is away', () => {
  it('at the start: every webhook is 503, never 404 or 401, until the sources were read once', async () => {
    // The database of a name that nobody has created yet.
    const late = new URL(database.url('ingress'));
    late.pathname = `${late.pathname}_late`;
    const waiting = await startIngress(kafka, { url: () => late.toString() });
    try {
      for (const answer of [
        await postSigned(waiting.url, approved('trn_early')),
        await postSigned(waiting.url, approved('trn_early'), 'whsec_wrong'),
        await post(waiting.url, 'nobody', '{}', {}),
      ]) {
        expect(answer.status).toBe(503);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      const ready = await fetch(`${waiting.url}/health/ready`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ waiting_on: ['postgres'] });

      await createLate(late.pathname.slice(1));
      await eventually(async () => {
        expect(await statusOf(postSigned(waiting.url, approved('trn_early')))).toBe(200);
      });
    } finally {
      expect(await waiting.end()).toBe(0);
      await admin.query(`drop database if exists ${late.pathname.slice(1)} with (force)`);
    }
  });

  /** A copy of the migrated and seeded database under the awaited name; nobody may be connected while it is made. */
  const createLate = async (name: string): Promise<void> => {
    const [row] = await admin.query<{ name: string }>('select current_database() as name');
    await admin.query(`create database ${name} template caudal_template`);
    expect(row?.name).not.toBe(name);
    const url = new URL(database.adminUrl);
    url.pathname = `/${name}`;
    await (await seedSources(url.toString())).close();
  };

  it('later: webhooks are verified, kept and refused as before', async () => {
    await database.close(); // drops it, and every connection with it
    await eventually(() => {
      expect(ingress.log.some((line) => line.includes('The sources cannot be read'))).toBe(true);
    });
    expect(await statusOf(postSigned(ingress.url, approved('trn_without_database')))).toBe(200);
    expect(await statusOf(post(ingress.url, 'nobody', '{}', {}))).toBe(404);
    expect(await statusOf(postBearer(ingress.url, '{}', 'wrong'))).toBe(401);
    expect((await fetch(`${ingress.url}/health/ready`)).status).toBe(200);
    // Said once, not twice a second.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(ingress.log.filter((line) => line.includes('The sources cannot be read'))).toHaveLength(1);
  });
});
