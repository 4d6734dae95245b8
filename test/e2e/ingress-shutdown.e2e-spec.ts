/** SIGTERM in the middle of traffic: what ingress took it keeps and answers, then it is gone. */
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import type { Database } from '#persistence';
import { eventually, readTopic, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { startIngress, untilReady, type IngressProcess } from './ingress-process.js';
import { makeTopics } from './ingress-records.js';
import { openRaw, write } from './ingress-sockets.js';
import { approved, COLOMBIA, seedSources, signed } from './ingress-webhooks.js';

const CONNECTIONS = 32;

let kafka: TestKafka;
let database: TestDatabase;
let admin: Database;

beforeAll(async () => {
  kafka = testKafka();
  database = await testDatabase();
  admin = await seedSources(database.adminUrl);
  await makeTopics(kafka);
});

afterAll(async () => {
  await admin.close();
  await database.close();
});

interface Traffic {
  readonly answers: Map<string, { readonly status: number; readonly deliveryId: string | undefined }>;
  readonly errors: Map<string, string>;
  /** Resolves when nobody listens any more. */
  readonly done: Promise<unknown>;
}

/** Senders on connections that they keep, each sending again as soon as it has its answer. */
const traffic = ({ port }: IngressProcess): Traffic => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const answers: Traffic['answers'] = new Map();
  const errors: Traffic['errors'] = new Map();
  let sent = 0;
  const send = (): Promise<'answered' | 'refused'> => {
    const id = `trn_${String((sent += 1))}`;
    const body = approved(id);
    return new Promise((resolve) => {
      const headers = { 'mono-signature': signed(body), 'content-length': body.length };
      request({ port, agent, method: 'POST', path: `/webhooks/${COLOMBIA}`, headers }, (answer) => {
        const deliveryId = answer.headers['caudal-delivery-id'];
        answers.set(id, { status: answer.statusCode ?? 0, deliveryId: deliveryId?.toString() });
        answer.resume().on('end', () => {
          resolve('answered');
        });
      })
        .on('error', (error: NodeJS.ErrnoException) => {
          errors.set(id, error.code ?? error.message);
          resolve('refused');
        })
        .end(body);
    });
  };
  const sender = async (): Promise<void> => {
    while ((await send()) === 'answered');
  };
  return { answers, errors, done: Promise.all(Array.from({ length: CONNECTIONS }, sender)) };
};

it('loses no answer and ends with 0', async () => {
  const ingress = await startIngress(kafka, database);
  await untilReady(ingress);
  const { answers, errors, done } = traffic(ingress);
  await eventually(() => {
    expect(answers.size).toBeGreaterThan(200);
  });
  const before = answers.size;
  const started = performance.now();
  const ended = ingress.end('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await fetch(`${ingress.url}/health/ready`)).status).toBe(503);
  expect(await ended).toBe(0);
  expect(performance.now() - started).toBeLessThan(10_000);
  await done;

  // It still took what came while it said that it would go.
  expect(answers.size).toBeGreaterThan(before);
  const answered = [...answers.values()].filter(({ status }) => status === 200).map(({ deliveryId }) => deliveryId);
  // On the broker, or in the spool for who missed the broker's second; and the other way round: nobody whose webhook was
  // kept was left without an answer.
  const published = (await readTopic(kafka, Topics.transfers.name)).map(({ headers }) => headers.ce_deliveryid);
  const spooled = await admin.query<{ delivery_id: string }>('select delivery_id from ingress.spool');
  const kept = new Set([...published, ...spooled.map(({ delivery_id: id }) => id)]);
  expect([...kept].sort()).toEqual([...answered].sort());
  for (const code of errors.values()) expect(['ECONNREFUSED', 'ECONNRESET']).toContain(code);
});

it('is not held up by a connection that nobody uses, nor by a body that never comes', async () => {
  const ingress = await startIngress(kafka, database);
  await untilReady(ingress);
  const idle = await openRaw(ingress.port);
  const stalled = await openRaw(ingress.port);
  await write(stalled.socket, `POST /webhooks/${COLOMBIA} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{`);
  const started = performance.now();
  expect(await ingress.end('SIGTERM')).toBe(0);
  expect(performance.now() - started).toBeLessThan(8_000);
  idle.socket.destroy();
  stalled.socket.destroy();
});
