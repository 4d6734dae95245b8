import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { MissingRecordsError } from '#event-store';
import { journalStore, toldDeliveries, type JournalStore } from '#testing';
import { archiveInto, type Archive } from './archive.js';
import { BEFORE_ALL, readRows } from './read-rows.js';
import { chainHash } from './chain.js';

/** Every delivery is archived as it came, once, behind the one before it in its partition. */
describe('archiving', () => {
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  let store: JournalStore;
  let archive: Archive;

  beforeEach(async () => {
    store = await journalStore();
    archive = archiveInto(store.database, 'journal', () => NOW);
  });
  afterEach(() => store.close());

  const rows = (topic: string = Topics.transfers.name, partition = 0) =>
    readRows(store.admin, { topic, partition }, BEFORE_ALL, 100);
  const parts = () =>
    store.admin.query(
      `select tableoid::regclass::text as part, count(*)::int as n from journal.deliveries group by 1 order by 1`,
    );

  it('keeps the exact bytes, the headers and the place, whatever they hold', async () => {
    const body = 'not JSON: \0 ñ \u{1f4b8}';
    const headers = { ce_type: 'nul \0 and more', 'x-other': '\u001e "quoted" \\' };
    const outcome = await archive([toldDeliveries([{ body, headers }], { first: 7n })]);
    expect([outcome.archived.length, outcome.known]).toEqual([1, 0]);
    const [row] = await rows();
    expect(row?.body?.toString()).toBe(body);
    expect(row?.headers).toMatchObject(headers);
    expect(row).toMatchObject({
      offset: 7n,
      position: 1n,
      attempt: 1,
      verdict: 'accepted',
      bodyBytes: Buffer.byteLength(body),
    });
  });

  it('chains what it reads back: every hash is that of the row as it is stored', async () => {
    await archive([toldDeliveries([{ body: '1' }, { body: '2', headers: { ce_type: 'nul \0' } }])]);
    await archive([toldDeliveries([{ body: '3' }], { first: 2n }), toldDeliveries([{}], { partition: 1 })]);
    const chain = await rows();
    expect(chain.map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    let previous = Buffer.alloc(32);
    for (const row of chain) {
      expect(row.previousHash).toEqual(previous);
      expect(row.chainHash).toEqual(chainHash(row));
      previous = Buffer.from(row.chainHash);
    }
    expect((await rows(Topics.transfers.name, 1)).map(({ position }) => position)).toEqual([1n]);
  });

  it('numbers the deliveries of one event, within a batch and between batches', async () => {
    await archive([toldDeliveries([{ event: 'a' }, { event: 'b' }, { event: 'a' }])]);
    await archive([toldDeliveries([{ event: 'a' }, { event: 'b' }], { first: 3n })]);
    expect((await rows()).map(({ attempt, verdict }) => `${verdict} ${String(attempt)}`)).toEqual([
      'accepted 1',
      'accepted 1',
      'duplicate 2',
      'duplicate 3',
      'duplicate 2',
    ]);
  });

  it('numbers the deliveries of one content, where the provider gave one event id to several', async () => {
    const told = (amount: number, timestamp = '2026-03-02T14:00:00Z', more: object = {}) => ({
      event: 'a',
      headers: { ce_type: 'co.mono.owo.payment.successful' },
      body: JSON.stringify({ event: 'owo.payment.successful', event_id: 'evt_1', timestamp, data: { amount } }),
      ...more,
    });
    await archive([toldDeliveries([told(1), told(2), told(1, '2026-03-02T15:00:00Z')])]);
    await archive([toldDeliveries([told(2), told(3), told(9, '', { body: '{' })], { first: 3n })]);
    const chain = await rows();
    expect(chain.map(({ attempt, verdict }) => `${verdict} ${String(attempt)}`)).toEqual([
      'accepted 1',
      'accepted 1',
      'duplicate 2',
      'duplicate 2',
      'accepted 1',
      'accepted 1',
    ]);
    // What cannot be read has no other content than its event id.
    expect(new Set(chain.map(({ contentDigest }) => contentDigest)).size).toBe(4);
    expect(chain.at(-1)?.contentDigest).toBe('a'.repeat(64));
  });

  it('reads nothing into what was refused, or is of no event', async () => {
    const body = JSON.stringify({ event: 'owo.payment.successful', event_id: 'evt_1', data: { amount: 1 } });
    const headers = { ce_type: 'co.mono.owo.payment.successful' };
    for (const topic of [Topics.unclassified.name, Topics.quarantine.name]) {
      await archive([toldDeliveries([{ event: 'b', body, headers }], { topic })]);
      expect((await rows(topic)).map(({ contentDigest }) => contentDigest)).toEqual(['b'.repeat(64)]);
    }
  });

  it('chains a delivery once, that came by the broker and by the spool', async () => {
    const id = randomUUID();
    await archive([toldDeliveries([{ id }, { id }])]);
    const outcome = await archive([toldDeliveries([{ id }, {}], { first: 2n })]);
    expect([outcome.archived.length, outcome.known]).toEqual([1, 1]);
    expect((await rows()).map(({ position }) => position)).toEqual([1n, 2n]);
  });

  it('archives nothing twice that is read again, and passes no record that is missing', async () => {
    const batch = toldDeliveries([{}, {}]);
    await archive([batch]);
    expect(await archive([batch])).toEqual({ archived: [], known: 0 });
    await expect(archive([toldDeliveries([{}], { first: 5n })])).rejects.toThrow(MissingRecordsError);
    expect(await rows()).toHaveLength(2);
  });

  it('knows by the topic what was refused and what nobody could name', async () => {
    await archive([
      toldDeliveries([{ event: 'a' }, { event: 'a' }], { topic: Topics.unclassified.name }),
      toldDeliveries([{ event: 'b' }], { topic: Topics.quarantine.name }),
    ]);
    expect((await rows(Topics.unclassified.name)).map(({ verdict }) => verdict)).toEqual([
      'unclassified',
      'unclassified',
    ]);
    expect((await rows(Topics.quarantine.name)).map(({ verdict }) => verdict)).toEqual(['rejected']);
  });

  it("archives somebody else's record too, under a name of its own that is the same each time", async () => {
    const batch = toldDeliveries([{}]);
    const bare = { ...batch, records: batch.records.map((record) => ({ ...record, headers: {} })) };
    const { archived } = await archive([bare]);
    expect(archived[0]).toMatchObject({ source: '', type: '', receivedAt: '2026-11-24T12:00:00.000000Z' });
    await store.admin.query('delete from journal.checkpoints');
    expect(await archive([bare])).toMatchObject({ archived: [], known: 1 });
  });

  it('makes the month of a receipt, once, and none for a time far from ours', async () => {
    await archive([
      toldDeliveries([
        { receivedAt: '2026-10-31T23:59:59.999999Z' },
        {},
        { receivedAt: '2031-01-01T00:00:00.000000Z' },
      ]),
    ]);
    await archiveInto(store.database, 'journal', () => NOW)([toldDeliveries([{}], { first: 3n })]);
    expect(await parts()).toEqual([
      { part: 'journal.deliveries_2026_10', n: 1 },
      { part: 'journal.deliveries_2026_11', n: 2 },
      { part: 'journal.deliveries_other', n: 1 },
    ]);
  });

  it('makes a month when it comes, though a clock that was ahead has brought a delivery of it before', async () => {
    let now = NOW;
    const longLived = archiveInto(store.database, 'journal', () => now);
    const receivedAt = '2027-02-03T00:00:00.000000Z';
    await longLived([toldDeliveries([{ receivedAt }, {}])]);
    expect(await parts()).toMatchObject([{ part: 'journal.deliveries_2026_11' }, { part: 'journal.deliveries_other' }]);
    now = Date.parse('2027-02-03T12:00:00Z');
    await longLived([toldDeliveries([{ receivedAt }], { first: 2n })]);
    expect(await parts()).toEqual([
      { part: 'journal.deliveries_2026_11', n: 1 },
      { part: 'journal.deliveries_2027_02', n: 2 },
    ]);
    const chain = await rows();
    expect(chain.map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    expect(chain.map(chainHash)).toEqual(chain.map((row) => row.chainHash));
  });

  it('of two that archive the same at once, one does it', async () => {
    const batch = toldDeliveries(Array.from({ length: 50 }, () => ({})));
    const outcomes = await Promise.all([archive([batch]), archive([batch])]);
    expect(outcomes.map(({ archived }) => archived.length).sort()).toEqual([0, 50]);
    expect(await rows()).toHaveLength(50);
  });

  it('erases bytes by a way of its own, which is not the app’s', async () => {
    const id = randomUUID();
    await archive([toldDeliveries([{ id, body: 'personal' }])]);
    for (const text of [
      'update journal.deliveries set body = null, erased_at = now()',
      'delete from journal.deliveries',
      'delete from journal.delivery_ids',
      `select journal.erase_delivery('${id}', 'why')`,
    ]) {
      await expect(store.database.query(text)).rejects.toMatchObject({ code: '42501' });
    }
    expect(await store.admin.query('select journal.erase_delivery($1, $2) as done', [id, 'a request'])).toEqual([
      { done: true },
    ]);
    const [row] = await rows();
    expect(row).toMatchObject({ body: null, erasedBecause: 'a request', chainHash: row && chainHash(row) });
    expect(row?.contentDigest).toBe(row?.eventId);
  });
});
