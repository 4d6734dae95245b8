import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { journalStore, toldDeliveries, type JournalStore, type ToldDelivery } from '#testing';
import { archiveInto } from './archive.js';
import { findRow } from './read-rows.js';
import type { RedeliveredRecord } from './redelivery.js';
import { publishRedeliveries, wishRedelivery } from './redelivery-rows.js';

/** What is told again is what was told: its bytes, key and headers, under a new delivery id that names the first. */
describe('redelivery', () => {
  let store: JournalStore;
  let published: RedeliveredRecord[];
  let failure: Error | undefined;
  let offset = 0n;

  beforeEach(async () => {
    store = await journalStore();
    published = [];
    failure = undefined;
    offset = 0n;
  });
  afterEach(() => store.close());

  const archive = async (told: ToldDelivery): Promise<string> => {
    const id = told.id ?? randomUUID();
    const batch = toldDeliveries([{ ...told, id, headers: { ce_secretid: 's1', ...told.headers } }], { first: offset });
    await archiveInto(store.database, 'journal', Date.now)([batch]);
    offset += 1n;
    return id;
  };
  const wish = async (firstId: string): Promise<string> => {
    const deliveryId = randomUUID();
    await wishRedelivery(store.admin, { deliveryId, firstId, by: 'a person' });
    return deliveryId;
  };
  const refused = new Error('refused for good');
  const round = () =>
    publishRedeliveries(store.database, {
      publish: (record) => {
        if (failure) return Promise.reject(failure);
        published.push(record);
        return Promise.resolve();
      },
      isRefusal: (error) => error === refused,
    });

  it('is the exact bytes, with the headers that they came with', async () => {
    const body = ' {"b":1, "a":"ñ\\u0000"}\n';
    const id = await archive({ body, headers: { ce_origin: 'spool', ce_late: 'true', ce_signature: 't=1,v1=ab' } });
    const first = await findRow(store.admin, id);
    const next = await wish(id);
    expect(await round()).toEqual({ published: 1, failures: [] });
    expect(published).toEqual([
      {
        topic: 'mono.transfers.v1',
        key: first?.key,
        value: Buffer.from(body),
        headers: { ...first?.headers, ce_deliveryid: next, ce_origin: 'redelivery', ce_causationid: id },
      },
    ]);
    expect(await round()).toEqual({ published: 0, failures: [] });
  });

  it('waits while the broker is away, in its order', async () => {
    const ids = [await archive({}), await archive({})];
    const wished = [await wish(ids[0] ?? ''), await wish(ids[1] ?? '')];
    failure = new Error('away');
    await expect(round()).rejects.toThrow('away');
    failure = undefined;
    expect(await round()).toEqual({ published: 2, failures: [] });
    expect(published.map(({ headers }) => headers.ce_deliveryid)).toEqual(wished);
  });

  it('is done by one of several replicas', async () => {
    await wish(await archive({}));
    await Promise.all([round(), round(), round()]);
    expect(published).toHaveLength(1);
  });

  it('says why it cannot be, and holds up no other', async () => {
    const erased = await archive({});
    const changed = await archive({});
    const unsigned = await archive({ headers: { ce_origin: 'operator' } });
    await store.admin.query(`update journal.deliveries set headers = '{}' where delivery_id = $1`, [unsigned]);
    const rewritten = await archive({});
    const wishes = [
      await wish(erased),
      await wish(changed),
      await wish(rewritten),
      await wish(unsigned),
      await wish(randomUUID()),
    ];
    // Erased after it was asked for: the law comes first.
    await store.admin.query(`select journal.erase_delivery($1, 'a request')`, [erased]);
    await store.admin.query(`update journal.deliveries set body = 'x' where delivery_id = $1`, [changed]);
    await store.admin.query(`update journal.deliveries set body = 'x', digest = sha256('x') where delivery_id = $1`, [
      rewritten,
    ]);
    await wish(await archive({}));
    const { published: count, failures } = await round();
    expect(count).toBe(1);
    expect(failures).toEqual(
      ['erased', 'body_changed', 'row_changed', 'not_verified', 'not_found'].map((why, at) => ({
        deliveryId: wishes[at],
        failure: why,
      })),
    );
  });

  it('is given up when Kafka refuses it for what it is', async () => {
    const wished = await wish(await archive({}));
    failure = refused;
    expect(await round()).toEqual({
      published: 0,
      failures: [{ deliveryId: wished, failure: 'refused_by_kafka' }],
    });
    expect(await round()).toEqual({ published: 0, failures: [] });
  });
});
