/**
 * P2: nothing unverified gets in. Whatever is changed of an authentic delivery, its bytes, its signature, its time, its
 * source, by one bit or altogether, it is 401 and on no topic of Mono's; also without a database.
 */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Topics } from '#contracts';
import type { Database } from '#persistence';
import { eventually, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { startIngress, untilReady, type IngressProcess } from '../e2e/ingress-process.js';
import { collectRecords, makeTopics, recordsOn, type KeptRecords } from '../e2e/ingress-records.js';
import * as webhooks from '../e2e/ingress-webhooks.js';

const { COLOMBIA, COLOMBIA_SECRET, NIGERIA, NIGERIA_SECRET, post, signed } = webhooks;

const BODY = webhooks.example('colombia', 'bank_transfer_approved');
const HEADER = signed(BODY);

let kafka: TestKafka;
let database: TestDatabase;
let admin: Database;
let ingress: IngressProcess;
let records: KeptRecords;

beforeAll(async () => {
  kafka = testKafka();
  database = await testDatabase();
  admin = await webhooks.seedSources(database.adminUrl);
  await makeTopics(kafka);
  ingress = await startIngress(kafka, database);
  records = collectRecords(kafka);
  await untilReady(ingress);
});

afterAll(async () => {
  await Promise.all([ingress.end(), records.close(), admin.close()]);
  await database.close();
});

const statusOf = async (slug: string, body: Buffer, headers: Record<string, string>): Promise<number> =>
  (await post(ingress.url, slug, body, headers)).status;

const forged = (body: Buffer, header: string): Promise<number> =>
  statusOf(COLOMBIA, body, { 'mono-signature': header });

/** The same bytes with one bit turned. */
const turned = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  const at = bit >> 3;
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit & 7)), at);
  return copy;
};

const hmac = (algorithm: string, key: string, text: string): string =>
  createHmac(algorithm, key).update(text).update(BODY).digest('hex');

describe('a forged delivery', () => {
  it('is refused for any bit of the body', async () => {
    const bits = fc.integer({ min: 0, max: BODY.length * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        expect(await forged(turned(BODY, bit), HEADER)).toBe(401);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused for any other digit of the signature or the time', async () => {
    const places = [...HEADER.matchAll(/\d|[a-f](?=[0-9a-f]*$)/g)].map(({ index }) => index).filter((at) => at > 1);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.nat({ max: 9 }), async (at, digit) => {
        const header = HEADER.slice(0, at) + String(digit) + HEADER.slice(at + 1);
        fc.pre(header !== HEADER && header.startsWith('t=') && header.includes(',v1='));
        expect(await forged(BODY, header)).toBe(401);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when something is added or left out', async () => {
    const bodies = [
      Buffer.concat([BODY, Buffer.from('\n')]),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), BODY]),
      BODY.subarray(0, -1),
      Buffer.alloc(0),
      Buffer.from(JSON.stringify(JSON.parse(BODY.toString()), null, 1)),
    ];
    for (const body of bodies) expect(await forged(body, HEADER)).toBe(401);
  });

  it.each([
    ['no secret', ''],
    ['another secret', 'whsec_guess'],
    ['the secret without its prefix', COLOMBIA_SECRET.replace('whsec_', '')],
    ['the secret of another source', NIGERIA_SECRET],
    ['its own name', COLOMBIA],
  ])('is refused when it is signed with %s', async (_what, secret) => {
    expect(await forged(BODY, signed(BODY, secret))).toBe(401);
  });

  it('is refused when it is signed in another way', async () => {
    const t = String(Math.floor(Date.now() / 1_000));
    const ways = [
      hmac('sha512', COLOMBIA_SECRET, `${t}.`),
      hmac('sha1', COLOMBIA_SECRET, `${t}.`),
      hmac('sha256', COLOMBIA_SECRET, ''),
      hmac('sha256', COLOMBIA_SECRET, t),
      `${hmac('sha256', COLOMBIA_SECRET, `${t}.`).slice(0, 63)} `,
      hmac('sha256', COLOMBIA_SECRET, `${t}.`).toUpperCase(),
    ];
    for (const v1 of ways) expect(await forged(BODY, `t=${t},v1=${v1}`)).toBe(401);
    // The right digest under the wrong version, and beside a second time.
    const right = hmac('sha256', COLOMBIA_SECRET, `${t}.`);
    for (const header of [`t=${t},v0=${right}`, `t=${t},t=1,v1=${right}`, `v1=${right}`, right]) {
      expect(await forged(BODY, header)).toBe(401);
    }
  });

  it('is refused with the proof of the other scheme, or with the secret in the wrong place', async () => {
    expect(await statusOf(COLOMBIA, BODY, { 'mono-webhook-secret': COLOMBIA_SECRET })).toBe(401);
    expect(await statusOf(NIGERIA, BODY, { 'mono-signature': HEADER })).toBe(401);
    expect(await statusOf(NIGERIA, BODY, { 'mono-webhook-secret': COLOMBIA_SECRET })).toBe(401);
    expect(await statusOf(NIGERIA, BODY, { authorization: `Bearer ${NIGERIA_SECRET}` })).toBe(401);
    expect(await statusOf(NIGERIA, BODY, { 'mono-webhook-secret': NIGERIA_SECRET.slice(0, -1) })).toBe(401);
    expect(await statusOf(NIGERIA, BODY, { 'mono-webhook-secret': `${NIGERIA_SECRET}, ${NIGERIA_SECRET}` })).toBe(401);
    expect(await statusOf(NIGERIA, BODY, {})).toBe(401);
  });
});

describe('without a database', () => {
  it('the same is refused and the same is taken: verification asks nobody', async () => {
    await database.close(); // drops it, and every connection with it
    expect(await forged(turned(BODY, 8), HEADER)).toBe(401);
    expect(await forged(BODY, HEADER)).toBe(200);
  });
});

describe('afterwards', () => {
  it('the one authentic delivery is the only record on any topic of Mono’s', async () => {
    const control = await post(ingress.url, COLOMBIA, BODY, { 'mono-signature': HEADER });
    expect(control.status).toBe(200);
    await records.of(control.headers.get('caudal-delivery-id'));
    // By the broker's own count: the one without a database, and this one. Some four hundred others left nothing.
    const raw = Object.values(Topics).filter(({ kind }) => kind === 'raw');
    const counts = await Promise.all(raw.map(async ({ name }) => [name, await recordsOn(kafka, name)] as const));
    expect(Object.fromEntries(counts)).toEqual({
      'mono.transfers.v1': 2,
      'mono.cards.v1': 0,
      'mono.ledger.v1': 0,
      'mono.accounts.v1': 0,
      'mono.unclassified.v1': 0,
    });
    expect(records.raw().every(({ value }) => value.equals(BODY))).toBe(true);
  });

  it('what was refused is in quarantine, as much of it as its rate lets through', async () => {
    const quarantined = () => records.all.filter(({ topic }) => topic === Topics.quarantine.name);
    await eventually(() => {
      expect(quarantined().length).toBeGreaterThan(50);
    });
    expect(quarantined().every(({ headers }) => headers.ce_refusal !== undefined)).toBe(true);
    const written = quarantined().map(({ headers }) => JSON.stringify(headers));
    expect(written.join('\n')).not.toContain(NIGERIA_SECRET);
    expect(written.join('\n')).not.toContain(COLOMBIA_SECRET);
  });
});
