import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogRecord } from '#event-store';
import { toldContext, toldRecord, toldStore, toldUnderId, type ToldStore } from '#testing';
import { Problem } from '../problem.js';
import { inspect } from './inspect.js';
import type { Known } from './known.js';

/** Whatever id a person has in hand leads to the entity, its events in order, and what waits; never to what was said. */
describe('caudal inspect', () => {
  const context = toldContext();
  let store: ToldStore;

  beforeEach(async () => {
    store = await toldStore();
  });
  afterEach(() => store.close());

  const tell = (...records: readonly LogRecord[]) => store.tell(...records);
  const lines = async (id: string): Promise<string> => {
    const said: string[] = [];
    await inspect(store.admin, [context], { id, json: false }, (line) => said.push(line));
    return said.join('\n');
  };
  const known = async (id: string): Promise<Known> => {
    const said: string[] = [];
    await inspect(store.admin, [context], { id, json: true }, (line) => said.push(line));
    return JSON.parse(said.join('\n')) as Known;
  };
  const header = (record: LogRecord, name: string): string => record.headers[name] ?? '';

  it('tells of an entity its row, its events, and what is not published yet', async () => {
    await tell(toldRecord('a', { n: 1, amount: 5, note: 'a secret note' }), toldRecord('b', { n: 1 }));
    await tell(toldRecord('a', { n: 1, amount: 6 }), toldRecord('a', { n: 2 }));
    const { entities, parked } = await known('a');
    expect(parked).toEqual([]);
    expect(entities).toMatchObject([
      {
        context: 'told',
        kind: 'transfer',
        scope: 'mono-colombia',
        id: 'a',
        row: { table: 'transfers.transfers', state: 'told 2', final: false, conflicted: true, fold_version: 1 },
        event_count: 3,
        unpublished: [expect.any(String), expect.any(String)],
      },
    ]);
    expect(entities[0]?.events).toHaveLength(3);
    expect(await lines('a')).not.toContain('secret');
  });

  it('finds it by an event, by a delivery, and marks that one', async () => {
    const [one, other] = [toldRecord('a', { n: 1 }), toldRecord('a', { n: 2 })];
    await tell(one, other);
    const byEvent = await lines(header(one, 'ce_id'));
    const byDelivery = await lines(header(other, 'ce_deliveryid'));
    for (const text of [byEvent, byDelivery]) {
      expect(text).toContain('told: transfer mono-colombia/a\n  told 2\n');
      expect(text).toContain('  2 events\n');
      expect(text.match(/^ {2}> /gm)).toHaveLength(1);
    }
    const marked = /^ {2}> .*\n.*\n {6}event (\w+)/m;
    expect(marked.exec(byEvent)?.[1]).toBe(header(one, 'ce_id'));
    expect(marked.exec(byDelivery)?.[1]).toBe(header(other, 'ce_id'));
  });

  it('shows both contents of an event id of the provider', async () => {
    await tell(toldUnderId('p', 'evt_1', { n: 1 }), toldUnderId('p', 'evt_1', { n: 2 }));
    const text = await lines('p');
    expect(text.match(/^ {6}content [0-9a-f]{64}$/gm)).toHaveLength(2);
    expect(text).toMatch(/^ {2}event_id_reused: /m);
  });

  it('finds what is parked by its key, its own id, an event or a delivery of it, without signature or bytes', async () => {
    const bad = toldRecord('bad', { n: 1, unreadable: true });
    const signed = { ...bad, headers: { ...bad.headers, ce_signature: 't=1,v1=signed' } };
    await tell(signed, toldRecord('bad', { n: 2 }));
    const [row] = await store.admin.query<{ id: string }>('select id from transfers.parked_keys');
    for (const id of ['bad', row?.id ?? '', header(bad, 'ce_id'), header(bad, 'ce_deliveryid')]) {
      const found = await known(id);
      expect(found.entities).toEqual([]);
      expect(found.parked).toMatchObject([
        {
          record_key: 'bad',
          reason: 'unreadable_event',
          record_count: 2,
          records: [{ event_id: header(bad, 'ce_id'), offset: '0' }, { offset: '1' }],
        },
      ]);
      expect(JSON.stringify(found)).not.toContain('signed');
    }
    expect(await lines('bad')).toContain('unreadable_event: it says that it is unreadable');
  });

  it('says so when nothing is known', async () => {
    await expect(known('nobody')).rejects.toThrow(new Problem('Nothing is known of nobody in told, journal.'));
  });
});
