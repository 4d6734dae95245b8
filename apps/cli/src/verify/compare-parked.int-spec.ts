/** What waits in parking is what came, and nobody lacks it: a context that read the topic too has it, or has parked it. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ledgerContext, transfersContext } from '#contexts';
import { Consumers, Topics } from '#contracts';
import { applyBatch, type LogBatch } from '#event-store';
import { archiveInto } from '#journal';
import { colombiaBody, journalStore, logRecord, type JournalStore } from '#testing';
import { compareParked } from './compare-parked.js';
import { Findings } from './findings.js';

let store: JournalStore;
let deliveries: string[];

beforeEach(async () => {
  store = await journalStore();
  const record = (id: string, offset: bigint) =>
    logRecord(
      {
        provider: 'mono-colombia',
        body: colombiaBody('bank_transfer_approved', { id, state: 'approved', amount: { amount: 1, currency: 'COP' } }),
      },
      offset,
    );
  // The second stands behind the first, which nobody can read, and would be read; the batch moves no money.
  const unreadable = { ...record('trn_1', 0n), value: Buffer.from('{') };
  const sent = logRecord({ provider: 'mono-colombia', body: colombiaBody('batch_sent', { id: 'bat_1' }) }, 2n);
  const records = [unreadable, record('trn_1', 1n), sent, record('trn_2', 3n)];
  const batch: LogBatch = { clusterId: 'c', topic: Topics.transfers.name, partition: 0, records };
  deliveries = records.map(({ headers }) => headers.ce_deliveryid ?? '');
  await archiveInto(store.database, 'journal', Date.now)([batch]);
  for (const context of [transfersContext, ledgerContext]) await applyBatch(store.admin, context, batch, Date.now);
});
afterEach(() => store.close());

const found = async () => {
  const findings = new Findings();
  for (const context of [Consumers.transfers, Consumers.ledger]) await compareParked(store.admin, context, findings);
  return findings.kept.map(({ kind, where }) => `${kind} ${where}`);
};

it('is clean where nobody changed it', async () => {
  const [parked] = await store.admin.query<{ n: number }>('select count(*)::int as n from ledger.parked_records');
  expect([parked?.n, await found()]).toEqual([2, []]);
});

it.each([
  `update transfers.parked_records set headers = headers || '{"ce_late":"true"}' where record_offset = 0`,
  `update transfers.parked_records set value = '[' where record_offset = 0`,
])('names what was changed: %s', async (change) => {
  await store.admin.query(change);
  expect(await found()).toEqual([`parked_changed transfers: delivery ${deliveries[0] ?? ''}`]);
});

it('names each record whose key was changed', async () => {
  await store.admin.query(`update transfers.parked_keys set record_key = 'another'`);
  expect(await found()).toEqual(
    deliveries.slice(0, 2).map((delivery) => `parked_changed transfers: delivery ${delivery}`),
  );
});

it('misses in the ledger what only transfers has parked, whether it can be read or not', async () => {
  await store.admin.query('delete from ledger.parked_records');
  expect(await found()).toEqual(
    deliveries.slice(0, 2).map((delivery) => `delivery_without_event ledger: delivery ${delivery}`),
  );
});

it('misses nothing in the ledger that is none of its business', async () => {
  await store.admin.query(
    `with mark as (insert into transfers.parked_keys (id, consumer, record_key, reason, detail)
                   select gen_random_uuid(), 'transfers', record_key, 'no_route', '' from journal.deliveries
                   where delivery_id = $1 returning id)
     insert into transfers.parked_records (parked_id, cluster_id, topic, partition, record_offset, headers, value)
     select mark.id, cluster_id, topic, partition, record_offset, headers, body from mark, journal.deliveries
     where delivery_id = $1`,
    [deliveries[2]],
  );
  expect(await found()).toEqual([]);
});
