/** The events of an entity, over a real database. Asserted on: answers over HTTP only. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityEventPage } from '#contracts';
import { store, storeEvent } from '../../test/records.js';
import { runningApi, type RunningApi } from '../../test/running-api.js';
import { directDebit, transfer } from '../../test/views.js';

let api: RunningApi;

const idOf = (name: string) => createHash('sha256').update(name).digest('hex');
const page = async (path: string) => EntityEventPage.parse((await api.get(path)).body);

beforeAll(async () => {
  api = await runningApi();
  await store(api.sql, 'transfers', transfer({ id: 'trx_1' }));
});

afterAll(() => api.close());

describe('the events of an entity', () => {
  beforeAll(async () => {
    const event = { entityId: 'trx_1', kind: 'transfer' };
    await storeEvent(api.sql, { ...event, eventId: idOf('second'), occurredAt: '2026-03-02T10:00:00.000002Z' });
    await storeEvent(api.sql, { ...event, eventId: idOf('timeless'), occurredAt: null });
    await storeEvent(api.sql, { ...event, eventId: idOf('first'), occurredAt: '2026-03-02T10:00:00.000001Z' });
    // The same id with other content: an event of its own, and nothing is hidden.
    await storeEvent(api.sql, {
      ...event,
      eventId: idOf('first'),
      digest: 1,
      occurredAt: '2026-03-02T11:00:00.000000Z',
      receivedAt: '2026-03-02T15:00:00.000000Z',
      type: 'la.mono.other',
    });
    // Of others: another kind with this id, another scope, another entity.
    await storeEvent(api.sql, { ...event, kind: 'payout', eventId: idOf('payout') });
    await storeEvent(api.sql, { ...event, scope: 'mono-nigeria', eventId: idOf('nigeria') });
    await storeEvent(api.sql, { ...event, entityId: 'trx_2', eventId: idOf('other') });
  });

  const ordered = [idOf('first'), idOf('second'), idOf('first'), idOf('timeless')];

  it('are told once each, by when they happened, what has no time last', async () => {
    const { data, next_cursor } = await page('/v1/transfers/trx_1/events');
    expect(data.map(({ event_id }) => event_id)).toEqual(ordered);
    expect(next_cursor).toBeNull();
    expect(data[0]).toMatchObject({
      type: 'la.mono.bank_transfer_approved',
      occurred_at: '2026-03-02T10:00:00.000001Z',
      received_at: '2026-03-02T14:03:22.000000Z',
      origin: 'webhook',
      late: false,
    });
    expect(data[3]?.occurred_at).toBeNull();
  });

  it('are walked without gap or repeat', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let asked = 0; asked < 10; asked += 1) {
      const { data, next_cursor } = await page(`/v1/transfers/trx_1/events?limit=1${cursor}`);
      seen.push(...data.map(({ event_id }) => event_id));
      if (next_cursor === null) break;
      cursor = `&cursor=${next_cursor}`;
    }
    expect(seen).toEqual(ordered);
  });

  it('are walked through those that happened at one time, or at none', async () => {
    await store(api.sql, 'transfers', transfer({ id: 'trx_3' }));
    const names = ['a', 'b', 'c', 'd'].map(idOf).sort();
    for (const [index, eventId] of names.entries()) {
      const occurredAt = index < 2 ? '2026-03-02T10:00:00.000000Z' : null;
      await storeEvent(api.sql, { entityId: 'trx_3', kind: 'transfer', eventId, occurredAt });
    }
    const first = await page('/v1/transfers/trx_3/events?limit=1');
    const rest = await page(`/v1/transfers/trx_3/events?cursor=${String(first.next_cursor)}`);
    expect([...first.data, ...rest.data].map(({ event_id }) => event_id)).toEqual(names);
  });

  it('are those of the source that was asked for', async () => {
    for (const source of ['lagos', 'abuja']) {
      const scope = `mono-nigeria/${source}`;
      await store(api.sql, 'direct_debits', directDebit({ id: 'ref', source }), { scope });
      await storeEvent(api.sql, { entityId: 'ref', kind: 'direct_debit', scope, eventId: idOf(source) });
    }
    const { data } = await page('/v1/direct-debits/ref/events?source=lagos');
    expect(data.map(({ event_id }) => event_id)).toEqual([idOf('lagos')]);
  });

  it.each([
    ['limit=0', 'invalid_limit'],
    ['cursor=x', 'invalid_cursor'],
    ['state=approved', 'invalid_filter'],
  ])('refuse ?%s as %s', async (query, code) => {
    expect(await api.get(`/v1/transfers/trx_1/events?${query}`)).toMatchObject({ status: 400, body: { code } });
  });

  it("refuse another list's cursor", async () => {
    await store(api.sql, 'transfers', transfer({ id: 'trx_4' }));
    const { body } = await api.get('/v1/transfers?limit=1');
    const path = `/v1/transfers/trx_1/events?cursor=${String(body.next_cursor)}`;
    expect(await api.get(path)).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });
});
