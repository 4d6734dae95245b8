import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startKit, until, type Kit } from './kit.js';

/** Proved: the strings of the puppet (knobs, stories, traffic) and the retries, over HTTP to a real receiver. */
let kit: Kit;

beforeEach(async () => {
  kit = await startKit();
});

afterEach(async () => {
  await kit.close();
});

const credit = async (amount: number): Promise<void> => {
  const account_id = await kit.firstAccount();
  expect((await kit.call('POST', '/control/commands/credit-account', { account_id, amount })).status).toBe(202);
};

const counts = async (): Promise<Record<string, number>> =>
  (await kit.call('GET', '/control/traffic')).body.webhooks as Record<string, number>;

describe('delivery', () => {
  it('tries again until it is answered exactly 200', async () => {
    kit.receiver.answers.push(500, 202, 404);
    await credit(100);
    await until('it is acknowledged', async () => (await counts()).acknowledged === 1);
    expect(await counts()).toEqual({ queued: 1, sent: 4, acknowledged: 1, refused: 3, failed: 0 });
  });

  it('gives up after the tenth attempt, with the same bytes each time', async () => {
    kit.receiver.answers.push(...Array.from({ length: 10 }, () => 503));
    await credit(100);
    await until('it was given up', async () => (await counts()).failed === 1);
    expect(kit.receiver.received).toHaveLength(10);
    expect(new Set(kit.receiver.received.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('survives drops and wrong secrets: each event arrives authentically in the end', async () => {
    const knobs = await kit.call('PUT', '/control/faults', { wrongSecret: 0.5, drop: 0.3 });
    expect(knobs.body).toMatchObject({ drop: 0.3, duplicate: 0 });
    for (let index = 0; index < 20; index += 1) await credit(100 + index);
    await until('all twenty arrived', () => new Set(kit.told().map(({ id }) => id)).size === 20);
    expect(kit.receiver.received.some(({ authentic }) => !authentic)).toBe(true);
  });
});

describe('a story', () => {
  it('is told to its end, and every webhook that the book knows of has arrived', async () => {
    const { status, body } = await kit.call('POST', '/control/story', {
      operations: 60,
      seed: 7,
      ratePerSecond: 2_000,
      faults: { duplicate: 0.2, reorder: 1, wrongSecret: 0.05 },
    });
    expect(status).toBe(202);
    const id = String(body.id);
    await until('it is done', async () => (await kit.call('GET', `/control/story/${id}`)).body.state === 'done');
    const { body: progress } = await kit.call('GET', `/control/story/${id}`);
    expect(progress).toMatchObject({ operations: { total: 60, done: 60 }, webhooks: { failed: 0 } });

    const { body: page } = await kit.call('GET', `/control/book/transfers?story=${id}&page_size=1000`);
    const rows = page.data as { id: string; told: { type: string }[] }[];
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) {
      const arrived = kit.told().filter((one) => one.id === row.id);
      expect(new Set(arrived.map(({ type }) => type))).toEqual(new Set(row.told.map(({ type }) => type)));
    }
  });
});

describe('traffic', () => {
  it('flows until it is stopped', async () => {
    await kit.call('POST', '/control/traffic', { ratePerSecond: 100, seed: 3 });
    await until('webhooks flow', () => kit.receiver.received.length > 100);
    const { body } = await kit.call('DELETE', '/control/traffic');
    expect(body.traffic).toBeNull();
    const { body: book } = await kit.call('GET', '/control/book');
    expect((book.transfers as { total: number }).total).toBeGreaterThan(20);
  });

  it('and knobs can come from a scenario file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
    const file = join(folder, 'scenario.json');
    await writeFile(file, JSON.stringify({ faults: { duplicate: 0.5 }, traffic: { ratePerSecond: 50 } }));
    await kit.close();
    kit = await startKit({ CAUDAL_SIMULATOR_SCENARIO: file });
    expect((await kit.call('GET', '/control/faults')).body).toMatchObject({ duplicate: 0.5 });
    await until('webhooks flow', () => kit.receiver.received.length > 10);
    await rm(folder, { recursive: true });
  });
});

describe('the process', () => {
  it('answers for its health and its figures', async () => {
    expect((await kit.call('GET', '/health/live')).status).toBe(200);
    expect((await kit.call('GET', '/health/ready')).body).toMatchObject({ status: 'ready' });
    const metrics = await (await fetch(`${kit.url}/metrics`)).text();
    expect(metrics).toContain('caudal_simulator_pending 0');
    expect(metrics.split('\n').length).toBeGreaterThan(20);
  });

  it('says clearly what it does not have', async () => {
    const unknown = await kit.call('POST', '/control/commands/rob-bank', {});
    expect(unknown.status).toBe(404);
    expect(unknown.body.message).toContain('flip-transfer');
    expect((await kit.call('PUT', '/control/faults', { dorp: 1 })).status).toBe(422);
    expect((await kit.call('GET', '/control/story/none')).status).toBe(404);
    expect((await kit.call('GET', '/control/book/unicorns')).status).toBe(422);
    expect((await kit.call('GET', '/nothing')).body).toMatchObject({ code: '404 Not Found' });
  });
});
