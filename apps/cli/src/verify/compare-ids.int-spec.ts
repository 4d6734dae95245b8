/** What deliveries are found by is what the archive says, both ways. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { archiveInto, BEFORE_ALL, readRows } from '#journal';
import { journalStore, toldDeliveries, type JournalStore } from '#testing';
import { compareIds, findUnarchived } from './compare-ids.js';
import { Findings } from './findings.js';

let store: JournalStore;
beforeEach(async () => {
  store = await journalStore();
  await archiveInto(store.database, 'journal', Date.now)([toldDeliveries([{}, {}, {}])]);
});
afterEach(() => store.close());

const found = async () => {
  const findings = new Findings();
  const rows = await readRows(store.admin, { topic: 'mono.transfers.v1', partition: 0 }, BEFORE_ALL, 10);
  expect(rows).toHaveLength(3);
  await compareIds(store.admin, rows, findings);
  await findUnarchived(store.admin, findings);
  return findings.kept;
};

it('is equal where nobody changed it', async () => {
  expect(await found()).toEqual([]);
});

it.each([
  ['deleted', `delete from journal.delivery_ids where delivery_id = $1`, ['archived, and not listed']],
  [
    'of another content',
    `update journal.delivery_ids set content_digest = sha256('x') where delivery_id = $1`,
    ['listed otherwise'],
  ],
  [
    'of another event',
    `update journal.delivery_ids set event_id = repeat('f', 64) where delivery_id = $1`,
    ['listed otherwise'],
  ],
  [
    'of another time',
    `update journal.delivery_ids set received_at = '2026-01-01' where delivery_id = $1`,
    ['listed otherwise', 'listed, and not in the archive'],
  ],
  [
    'inserted',
    `insert into journal.delivery_ids select gen_random_uuid(), event_id, content_digest, received_at
     from journal.delivery_ids where delivery_id = $1`,
    ['listed, and not in the archive'],
  ],
])('names a row that was %s', async (_what, statement, details) => {
  const [row] = await store.admin.query<{ id: string }>('select min(delivery_id::text) as id from journal.deliveries');
  await store.admin.query(statement, [row?.id]);
  const findings = await found();
  expect(findings.map(({ kind }) => kind)).toEqual(details.map(() => 'lookup_changed'));
  expect(findings.map(({ detail }) => detail)).toEqual(details.map((detail) => expect.stringContaining(detail)));
});
