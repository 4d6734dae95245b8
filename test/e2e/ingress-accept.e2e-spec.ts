/**
 * What is authentic is on Kafka, byte for byte and with its headers, when the sender reads 200; what is not, is not.
 * Through HTTP, against a real broker and a real database.
 */
import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawHeaders } from '#contracts';
import type { Database } from '#persistence';
import { testDatabase, testKafka, type TestDatabase } from '#testing';
import { colombiaRoutes, nigeriaRoutes, type ExampleRoute } from './ingress-example-routes.js';
import { ATTESTATION_KEY, startIngress, untilReady, type IngressProcess } from './ingress-process.js';
import { collectRecords, makeTopics, type KeptRecords } from './ingress-records.js';
import * as webhooks from './ingress-webhooks.js';

const { COLOMBIA, NIGERIA, NIGERIA_SECRET, post, postBearer, postSigned, vectors } = webhooks;

let database: TestDatabase;
let admin: Database;
let ingress: IngressProcess;
let records: KeptRecords;

beforeAll(async () => {
  const kafka = testKafka();
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

const deliveryIdOf = (answer: webhooks.Answer): string | null => answer.headers.get('caudal-delivery-id');

const expectKept = (answer: webhooks.Answer): void => {
  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{}');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(deliveryIdOf(answer)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
};

describe('signature vectors', () => {
  it.each(vectors.accept)('accepts $name', async ({ header, body }) => {
    const answer = await post(ingress.url, COLOMBIA, body, { 'mono-signature': header ?? '' });
    expectKept(answer);
    const record = await records.of(deliveryIdOf(answer));
    expect(record).toMatchObject({ topic: 'mono.transfers.v1', value: Buffer.from(body) });
    // Signed years ago: kept, and flagged.
    expect(record.headers).toMatchObject({ ce_signature: header, ce_late: 'true', ce_origin: 'webhook' });
  });

  it.each(vectors.reject)('refuses $name', async ({ header, body }) => {
    const answer = await post(ingress.url, COLOMBIA, body, header === null ? {} : { 'mono-signature': header });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'unauthenticated', message: 'Unauthorized request.' });
    // What was refused is in quarantine, so nothing of it is anywhere else: each record has one topic.
    const record = await records.of(deliveryIdOf(answer));
    expect(record).toMatchObject({ topic: 'caudal.quarantine.v1', value: Buffer.from(body) });
  });
});

describe('every example body', () => {
  const expectRoute = async (
    answer: webhooks.Answer,
    body: Buffer,
    [, topic, entityId, key]: ExampleRoute,
  ): Promise<void> => {
    expectKept(answer);
    const record = await records.of(deliveryIdOf(answer));
    expect(record.topic).toBe(`mono.${topic}.v1`);
    expect(record.key).toBe(key ?? entityId ?? record.headers.ce_id);
    expect(record.headers.ce_subject).toBe(entityId ?? undefined);
    expect(record.value.equals(body)).toBe(true);
    expect(record.headers.ce_bodydigest).toBe(createHash('sha256').update(body).digest('hex'));
    expect(RawHeaders.parse(record.headers)).toEqual(record.headers);
  };

  it.each(colombiaRoutes)('colombia/%s is on mono.%s.v1', async (...route) => {
    const body = webhooks.example('colombia', route[0]);
    await expectRoute(await postSigned(ingress.url, body), body, route);
  });

  it.each(nigeriaRoutes)('nigeria/%s is on mono.%s.v1', async (...route) => {
    const body = webhooks.example('nigeria', route[0]);
    await expectRoute(await postBearer(ingress.url, body), body, route);
  });

  it('says why the rest is unclassified, by name', async () => {
    await records.of(deliveryIdOf(await postSigned(ingress.url, '{"hello":1}')));
    const metrics = await (await fetch(`${ingress.url}/metrics`)).text();
    expect(metrics).toContain('caudal_ingress_unclassified_total{reason="no_event",type="other"} 1');
    expect(metrics).toMatch(/unclassified_total\{reason="unknown_event",type="mono.events.event_nobody_knows"\} 1/);
    expect(metrics).toMatch(/unclassified_total\{reason="no_entity",type="mono.events.transaction_metadata"\} 1/);
    // A payout's event has no documented name: routed by its object, counted by name.
    expect(metrics).toMatch(/caudal_tolerated_total\{type="[^"]+"\} 1/);
  });
});

describe('a record', () => {
  it('of Mono Nigeria attests the presented secret and holds it nowhere', async () => {
    const answer = await post(ingress.url, NIGERIA, webhooks.example('nigeria', 'events.mandates.debit.successful'), {
      'mono-webhook-secret': NIGERIA_SECRET,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    const { headers, value } = await records.of(deliveryIdOf(answer));
    expect(headers.ce_signature).toBe(createHmac('sha256', ATTESTATION_KEY).update(NIGERIA_SECRET).digest('hex'));
    expect(headers.traceparent).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
    expect(JSON.stringify(headers) + value.toString()).not.toContain(NIGERIA_SECRET);
  });

  it('of a second delivery has the same event id and a delivery id of its own', async () => {
    const first = await records.of(deliveryIdOf(await postSigned(ingress.url, webhooks.approved('trn_twice'))));
    const again = await records.of(deliveryIdOf(await postSigned(ingress.url, webhooks.approved('trn_twice'))));
    expect(again.headers.ce_id).toBe(first.headers.ce_id);
    expect(again.headers.ce_deliveryid).not.toBe(first.headers.ce_deliveryid);
  });

  it('is not in the log, nor is a secret', () => {
    const log = ingress.log.join('\n');
    expect(log).not.toMatch(/trn_|whsec_|v1=/);
    expect(log).not.toContain(NIGERIA_SECRET);
    // Nothing was logged per request: a handful of lines for some two hundred.
    expect(ingress.log.length).toBeLessThan(10);
  });
});
