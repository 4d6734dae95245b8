import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import { applyBatch, type LogRecord } from '#event-store';
import { archiveInto, sealChains, sealKeyOf } from '#journal';
import { toldBatch, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { inspect } from './inspect.js';
import type { Known } from './known.js';

/** The journal as a person asks it: a delivery, an event, an entity; never a signature, never a byte of a body. */
describe('caudal inspect, of deliveries', () => {
  const context = toldContext();
  let store: ToldStore;
  let offset: bigint;

  beforeEach(async () => {
    store = await toldStore();
    offset = 0n;
  });
  afterEach(() => store.close());

  /** Delivers records, and has them archived; the context applies what is on its topic. */
  const deliver = async (records: readonly LogRecord[], topic: TopicName = Topics.transfers.name): Promise<void> => {
    const batch = { ...toldBatch(records, offset), topic };
    offset += BigInt(records.length);
    await archiveInto(store.admin, 'journal', Date.now)([batch]);
    if (topic === Topics.transfers.name) await applyBatch(store.database, context, batch, Date.now);
  };
  const asked = async (id: string, json: boolean): Promise<string> => {
    const said: string[] = [];
    await inspect(store.admin, [context], { id, json }, (line) => said.push(line));
    return said.join('\n');
  };
  const known = async (id: string) => JSON.parse(await asked(id, true)) as Known;
  const named = (record: LogRecord, id: string, headers: Readonly<Record<string, string>> = {}): LogRecord => ({
    ...record,
    headers: { ...record.headers, ce_signature: 'the signature', ...headers, ce_deliveryid: id },
  });
  const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const idsOf = ({ deliveries }: Known) => deliveries.map(({ delivery_id: id }) => id);

  it('shows every attempt of an event, whichever of them is asked for, and where each stands', async () => {
    const record = toldRecord('a', { n: 1, note: 'the note' });
    await deliver([
      named(record, idOf(1), { ce_secretid: 's1', ce_origin: 'webhook' }),
      named(toldRecord('a', { n: 2 }), idOf(2)),
      named(record, idOf(3), { ce_origin: 'redelivery', ce_causationid: idOf(1) }),
    ]);
    await sealChains(store.admin, sealKeyOf(Buffer.alloc(32, 7)), Date.now());
    for (const id of [idOf(1), idOf(3), record.headers.ce_id ?? '']) {
      const found = await known(id);
      expect(found.deliveries).toMatchObject([
        { delivery_id: idOf(1), verdict: 'accepted', attempt: 1, offset: '0', chain_position: '1', seal: '1' },
        { delivery_id: idOf(3), verdict: 'duplicate', attempt: 2, offset: '2', causation_id: idOf(1) },
      ]);
      expect(JSON.stringify(found)).not.toMatch(/the note|the signature/);
    }
    const text = await asked(idOf(3), false);
    expect(text).toContain('journal: 2 deliveries\n');
    expect(text).toMatch(
      /^ {2}> .* duplicate, attempt 2 \(redelivery.*\)\n.*00000003\n {6}tells delivery .*0001 again$/m,
    );
    expect(text).toContain('position 3 of its chain');
    expect(text).not.toMatch(/the note|the signature/);
  });

  it('shows of an entity the deliveries of all its events, and no other', async () => {
    const [one, two] = [toldRecord('a', { n: 1 }), toldRecord('a', { n: 2 })];
    await deliver([named(one, idOf(1)), named(two, idOf(2)), named(one, idOf(3))]);
    await deliver([named(toldRecord('b', { n: 1 }), idOf(4))]);
    const found = await known('a');
    expect(new Set(idsOf(found))).toEqual(new Set([idOf(1), idOf(2), idOf(3)]));
    expect(found.delivery_count).toBe(3);
  });

  it('knows what no context does: refused at the door, and erased since', async () => {
    await deliver([named(toldRecord('x', { n: 1 }), idOf(9), { ce_refusal: 'mismatch' })], Topics.quarantine.name);
    await store.admin.query(`select journal.erase_delivery($1, 'a request')`, [idOf(9)]);
    const text = await asked(idOf(9), false);
    expect(text).toMatch(/rejected, attempt 1 \(.*mismatch\)/);
    expect(text).toMatch(/not sealed yet\n.*erased .*\(a request\)$/m);
  });

  it('knows what a person wants told again, until it is', async () => {
    await deliver([named(toldRecord('a', { n: 1 }), idOf(1))]);
    await store.admin.query(
      `insert into journal.redeliveries (delivery_id, first_id, requested_by) values ($1, $2, 'api-key/k')`,
      [idOf(2), idOf(1)],
    );
    for (const id of [idOf(1), idOf(2)]) {
      expect(await asked(id, false)).toMatch(/wanted .* by api-key\/k: waits to be published$/m);
    }
    await store.admin.query(`update journal.redeliveries set settled_at = now(), failure = 'erased'`);
    expect(await asked(idOf(1), false)).toMatch(/cannot be, erased/);
  });
});
