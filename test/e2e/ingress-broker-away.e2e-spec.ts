/**
 * While the broker is frozen or dead nobody waits longer than two seconds and nothing is called kept that is not; when
 * it is back, so is ingress, by itself. Everything that was answered 200 is on the broker.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { startOwnBroker, type OwnBroker } from './ingress-own-broker.js';
import { eventually, startIngress, untilReady, type IngressProcess } from './ingress-process.js';
import { collectRecords, makeTopics } from './ingress-records.js';
import { approved, postSigned, seedSources, type Answer } from './ingress-webhooks.js';

const PROMISED_MS = 2_000;

let broker: OwnBroker;
let kafka: { brokers: readonly string[]; topicPrefix: string };
let database: TestDatabase;
let admin: Database;
let ingress: IngressProcess;
const kept = new Set<string>();

beforeAll(async () => {
  [broker, database] = await Promise.all([startOwnBroker(), testDatabase()]);
  kafka = { brokers: broker.brokers, topicPrefix: '' };
  admin = await seedSources(database.adminUrl);
  await makeTopics(kafka);
  ingress = await startIngress(kafka, database);
  await untilReady(ingress);
}, 60_000);

afterAll(async () => {
  await ingress.end();
  await admin.close();
  await Promise.all([database.close(), broker.close()]);
});

let sent = 0;
const send = async (to = ingress): Promise<Answer> => {
  sent += 1;
  const answer = await postSigned(to.url, approved(`trn_${String(sent)}`));
  if (answer.status === 200) kept.add(answer.headers.get('caudal-delivery-id') ?? '');
  return answer;
};

/** Twenty at once, each with its answer within what is promised. */
const sendMany = async (to = ingress): Promise<Answer[]> => {
  const started = performance.now();
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(to)));
  expect(performance.now() - started).toBeLessThan(PROMISED_MS);
  return answers;
};

const expectPutOff = (answers: readonly Answer[]): void => {
  for (const { status, headers, text } of answers) {
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject({ code: 'unavailable' });
  }
};

const untilKeeping = (to: IngressProcess, withinMs: number) =>
  eventually(async () => {
    expect((await send(to)).status).toBe(200);
  }, withinMs);

describe('a broker that is frozen', () => {
  it('puts webhooks off within two seconds, and again while it lasts', async () => {
    expect((await send()).status).toBe(200);
    broker.freeze();
    try {
      expectPutOff(await sendMany());
      expectPutOff(await sendMany());
      // Ready all the same: every replica stands before the same broker.
      expect((await fetch(`${ingress.url}/health/ready`)).status).toBe(200);
    } finally {
      broker.thaw();
    }
  });

  it('is used again when it moves', async () => {
    await untilKeeping(ingress, 10_000);
    for (const { status } of await sendMany()) expect(status).toBe(200);
  });
});

describe('a broker that is killed', () => {
  it('puts webhooks off within two seconds, and what is false is still refused at once', async () => {
    await broker.kill();
    expectPutOff(await sendMany());
    const started = performance.now();
    expect((await postSigned(ingress.url, approved('trn_false'), 'whsec_wrong')).status).toBe(401);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('is no reason not to start', async () => {
    const late = await startIngress(kafka, database);
    try {
      await untilReady(late);
      expectPutOff(await sendMany(late));
      await broker.restart();
      await untilKeeping(late, 15_000);
    } finally {
      expect(await late.end()).toBe(0);
    }
  }, 60_000);

  it('is used again when it is back, without a restart of ours', async () => {
    await untilKeeping(ingress, 15_000);
    for (const { status } of await sendMany()) expect(status).toBe(200);
  });
});

it('has everything that was answered 200', async () => {
  const records = collectRecords(kafka);
  try {
    expect(kept.size).toBeGreaterThan(40);
    for (const id of kept) await records.of(id);
  } finally {
    await records.close();
  }
}, 60_000);

it('was told of in a line when it began and a line when it ended', () => {
  const lines = ingress.log.filter((line) => line.includes('webhooks') || line.includes('Webhooks'));
  expect(lines).toHaveLength(4);
});
