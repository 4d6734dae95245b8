/**
 * What the contexts keep of an event is what its archived bytes say. Asserted on: every example of Mono's, in every context
 * that reads it, and each column of the log, changed by hand.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contexts } from '#contexts';
import { contextConsumers, readEnvelope, routeEvent, type Provider, type TopicName } from '#contracts';
import { applyBatch, type LogBatch } from '#event-store';
import { archiveInto, BEFORE_ALL, readRows, type JournalRow } from '#journal';
import { contentDigestUnder } from '#idempotency';
import { invariant } from '#kernel';
import { journalStore, logRecord, type JournalStore } from '#testing';
import { compareContexts } from './compare-contexts.js';
import { compareEvents } from './compare-events.js';
import { Findings } from './findings.js';

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples');

let store: JournalStore;
const topics = new Set<string>();

const bodiesOf = (country: string): Buffer[] =>
  readdirSync(join(EXAMPLES, country)).map((file) => readFileSync(join(EXAMPLES, country, file)));

const topicOf = (provider: Provider, body: Buffer): TopicName | undefined => {
  const envelope = readEnvelope(provider, body);
  const route = envelope.ok ? routeEvent(envelope.value, provider) : envelope;
  return route.ok ? route.value.topic : undefined;
};

/** Every example that has a home, as one batch a topic. */
const batches = (): LogBatch[] => {
  const told = (['colombia', 'nigeria'] as const).flatMap((country) =>
    bodiesOf(country).map((body) => ({ provider: `mono-${country}` as const, body })),
  );
  const byTopic = Map.groupBy(told, ({ provider, body }) => topicOf(provider, body));
  return [...byTopic].flatMap(([topic, deliveries]) =>
    topic === undefined
      ? []
      : [{ clusterId: 'c', topic, partition: 0, records: deliveries.map((one, at) => logRecord(one, BigInt(at))) }],
  );
};

beforeAll(async () => {
  store = await journalStore();
  for (const batch of batches()) {
    topics.add(batch.topic);
    await archiveInto(store.database, 'journal', Date.now)([batch]);
    for (const consumer of contextConsumers.filter((one) => one.topics.some((topic) => topic === batch.topic))) {
      const context = contexts.get(consumer.name);
      invariant(context, 'every consumer of contexts has one');
      await applyBatch(store.admin, context, batch, Date.now);
    }
  }
});
afterAll(() => store.close());

const archived = async (): Promise<JournalRow[][]> =>
  Promise.all([...topics].map((topic) => readRows(store.admin, { topic, partition: 0 }, BEFORE_ALL, 1_000)));

const found = async (): Promise<string[]> => {
  const findings = new Findings();
  for (const rows of await archived()) await compareEvents(store.admin, rows, findings);
  return findings.kept.map(({ kind, where, detail }) => `${kind} ${where}: ${detail}`);
};

it('is so for every example of Mono’s', async () => {
  expect(await found()).toEqual([]);
  expect((await archived()).flat().length).toBeGreaterThan(80);
  for (const { schema } of contextConsumers) {
    const [{ n } = { n: 0 }] = await store.admin.query<{ n: number }>(
      `select count(*)::int as n from ${schema}.events`,
    );
    expect([schema, n > 5]).toEqual([schema, true]);
  }
});

/** Changes a column of an event by hand, and puts the event back. */
const changed = async (schema: string, column: string, value: string) => {
  const [before] = await store.admin.query<{ event_id: string; delivery_id: string; kept: string }>(
    `select event_id, delivery_id, to_json(e)::text as kept from ${schema}.events e order by claimed_at, event_id limit 1`,
  );
  invariant(before, 'something was applied');
  const { event_id: id, delivery_id: delivery, kept } = before;
  await store.admin.query(`update ${schema}.events set ${column} = ${value} where event_id = $1`, [id]);
  const told = await found();
  await store.admin.query(`delete from ${schema}.events where event_id = $1`, [id]);
  await store.admin.query(
    `insert into ${schema}.events select * from json_populate_record(null::${schema}.events, $1)`,
    [kept],
  );
  return { id, delivery, told };
};

const CHANGES = [
  ['data', `jsonb_set(data::jsonb, '{amount}', '{"amount":1,"currency":"COP"}')::json`],
  ['occurred_at', `coalesce(occurred_at, now()) + interval '1 microsecond'`],
  ['received_at', `received_at - interval '1 day'`],
  ['livemode', 'not livemode'],
  ['late', 'not late'],
  ['type', `type || '_else'`],
  ['origin', `'operator'`],
  ['source', `'another'`],
  ['entity_id', `'another'`],
  ['kind', `'another'`],
  ['content_digest', `sha256('another')`],
] as const;

describe.each(contextConsumers)('an event in the log of $name', ({ name, schema }) => {
  it.each(CHANGES)('is found when its %s is changed', async (column, value) => {
    const { id, delivery, told } = await changed(schema, column, value);
    expect(told).toEqual([`event_changed ${name}: event ${id}: Its delivery ${delivery} says otherwise: ${column}.`]);
    expect(await found()).toEqual([]);
  });
});

it('an event that names the delivery of another is found', async () => {
  const [[one, other] = []] = await archived();
  const moved = (from?: JournalRow, to?: JournalRow) =>
    store.admin.query('update transfers.events set delivery_id = $1 where delivery_id = $2 and event_id = $3', [
      to?.deliveryId,
      from?.deliveryId,
      one?.eventId,
    ]);
  const transfers = contextConsumers.filter(({ name }) => name === 'transfers');
  const findings = new Findings();
  await moved(one, other);
  await compareContexts(store.admin, findings, { catchUpMs: 0, of: transfers });
  await moved(other, one);
  expect(findings.kept.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['event_without_delivery', `It was applied, and the journal has no delivery ${other?.deliveryId ?? ''} of it.`],
  ]);
});

describe('of a body that was erased', () => {
  beforeAll(async () => {
    await store.admin.query(`select journal.erase_delivery(delivery_id, 'a request') from journal.delivery_ids`);
    expect((await archived()).flat().every(({ body }) => body === null)).toBe(true);
  });

  it('every event comes to the digest that is left', async () => {
    expect(await found()).toEqual([]);
  });

  // The digest is over type and data, the ids of an entity are read from them, and headers tell all else.
  it.each(CHANGES)('an event is found by its %s', async (column, value) => {
    for (const { name, schema } of contextConsumers) {
      const { id, delivery, told } = await changed(schema, column, value);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(`event_changed ${name}: event ${id}: Its delivery ${delivery} says otherwise:`);
    }
    expect(await found()).toEqual([]);
  });

  it('an event of Mono Colombia is found though every digest was made anew with it: its id is one, and is chained', async () => {
    const [row] = await store.admin.query<{ event_id: string; delivery_id: string; type: string; data: object }>(
      `update transfers.events set data = (data::jsonb || '{"forged":true}')::json
       where event_id = (select min(event_id) from transfers.events where provider = 'mono-colombia')
       returning event_id, delivery_id, type, data`,
    );
    invariant(row, 'something of Colombia was applied');
    const { event_id: event, delivery_id: delivery, type, data } = row;
    const told = { provider: 'mono-colombia', type, data: { ...data }, time: null, livemode: null } as const;
    const digest = contentDigestUnder(event, { ...told, providerEventId: 'one of its own' });
    const anew = `set content_digest = decode('${digest}', 'hex')`;
    await store.admin.query(`update transfers.events ${anew} where event_id = $1`, [event]);
    for (const table of ['deliveries', 'delivery_ids']) {
      await store.admin.query(`update journal.${table} ${anew} where delivery_id = $1`, [delivery]);
    }
    expect(await found()).toEqual([expect.stringMatching(`event_changed transfers: event ${event}: .*: data\\.`)]);
  });
});
