/** Who may have what told again. Asserted on: answers over HTTP, and the wishes as they are kept. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureSource } from '#access';
import { Delivery, Redelivery, Topics, type TopicName } from '#contracts';
import { archiveInto } from '#journal';
import { toldDeliveries, type ToldDelivery } from '#testing';
import { runningApi, type RunningApi } from '../../test/running-api.js';

describe('POST /v1/deliveries/{id}/redeliver', () => {
  const KEYS = { secretsKey: Buffer.alloc(32, 1), attestationKey: Buffer.alloc(32, 2) };
  const SECRET = 'whsec_of_the_redeliveries';
  let api: RunningApi;
  const offsets = new Map<string, bigint>();

  beforeAll(async () => {
    api = await runningApi(KEYS);
    const slug = 'mono-colombia';
    await ensureSource(
      api.sql,
      { slug, provider: slug, scheme: 'mono-signature', livemode: true, secret: SECRET },
      KEYS.secretsKey,
    );
    await api.sql.query(`update access.source_secrets set valid_from = '2026-01-01'`);
  });
  afterAll(() => api.close());

  const archived = async (told: ToldDelivery, topic: TopicName = Topics.transfers.name): Promise<string> => {
    const id = randomUUID();
    const first = offsets.get(topic) ?? 0n;
    offsets.set(topic, first + 1n);
    await archiveInto(api.sql, 'journal', Date.now)([toldDeliveries([{ ...told, id }], { topic, first })]);
    return id;
  };
  const signed = (body = JSON.stringify({ told: randomUUID() }), secret = SECRET): ToldDelivery => {
    const signature = createHmac('sha256', secret).update(`1790000000.${body}`).digest('hex');
    return { body, headers: { ce_signature: `t=1790000000,v1=${signature}`, ce_secretid: 's1', ce_origin: 'webhook' } };
  };
  const redeliver = (id: string) => api.post(`/v1/deliveries/${id}/redeliver`);
  const wishes = (of: string) =>
    api.sql.query<{ delivery_id: string; requested_by: string; settled_at: string | null }>(
      'select delivery_id, requested_by, settled_at from journal.redeliveries where first_id = $1',
      [of],
    );

  it('is accepted, names the delivery to come, and keeps who asked', async () => {
    const id = await archived(signed());
    const { links } = Delivery.parse((await api.get(`/v1/deliveries/${id}`)).body);
    const answer = await api.post(links.redeliver ?? '');
    expect(answer.status).toBe(202);
    const { delivery_id: next, causation_id: first } = Redelivery.parse(answer.body);
    expect([first, next === id]).toEqual([id, false]);
    expect(await wishes(id)).toEqual([
      { delivery_id: next, requested_by: expect.stringMatching(/^api-key\//), settled_at: null },
    ]);
  });

  it('is an attempt each time it is asked for', async () => {
    const id = await archived(signed());
    expect([(await redeliver(id)).status, (await redeliver(id)).status]).toEqual([202, 202]);
    expect(await wishes(id)).toHaveLength(2);
  });

  it('tells the first one of what was told again already', async () => {
    const first = await archived(signed('{"told":"first"}'));
    const { headers, body } = signed('{"told":"first"}');
    const again = await archived({
      ...(body !== undefined && { body }),
      headers: { ...headers, ce_origin: 'redelivery', ce_causationid: first },
    });
    expect((await api.get(`/v1/deliveries/${again}`)).body).toMatchObject({
      origin: 'redelivery',
      causation_id: first,
      links: { caused_by: `/v1/deliveries/${first}` },
    });
    expect((await redeliver(again)).body).toMatchObject({ causation_id: first });
  });

  it.each<[string, string, () => Promise<string>]>([
    ['was refused at the door', 'not_verified', () => archived(signed(undefined, 'forged'), Topics.quarantine.name)],
    ['nobody signed', 'not_verified', () => archived({ headers: { ce_origin: 'operator' } })],
    ['proves nothing any more', 'not_verified', () => archived(signed(undefined, 'of another'))],
  ])('is refused for what %s', async (_what, code, make) => {
    const id = await make();
    expect(await redeliver(id)).toMatchObject({ status: 409, body: { code } });
    expect(await wishes(id)).toEqual([]);
  });

  it('is refused for bytes that were changed in the archive, also with their digest', async () => {
    const id = await archived(signed());
    await api.sql.query(`update journal.deliveries set body = '{}' where delivery_id = $1`, [id]);
    expect(await redeliver(id)).toMatchObject({ status: 409, body: { reason: 'body_changed' } });
    await api.sql.query(`update journal.deliveries set digest = sha256('{}') where delivery_id = $1`, [id]);
    expect(await redeliver(id)).toMatchObject({ status: 409, body: { reason: 'row_changed' } });
  });

  it('is refused for what was erased, and no link offers it', async () => {
    const id = await archived(signed());
    await api.sql.query(`select journal.erase_delivery($1, 'a request')`, [id]);
    expect(await redeliver(id)).toMatchObject({ status: 410, body: { code: 'erased' } });
    expect(Delivery.parse((await api.get(`/v1/deliveries/${id}`)).body).links).not.toHaveProperty('redeliver');
  });

  it('waits for the journal when a thousand wait already', async () => {
    const id = await archived(signed());
    await api.sql.query(
      `insert into journal.redeliveries (delivery_id, first_id, requested_by)
       select gen_random_uuid(), gen_random_uuid(), 'a script' from generate_series(1, 1000)`,
    );
    expect(await redeliver(id)).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    await api.sql.query('update journal.redeliveries set settled_at = now()');
    expect(await redeliver(id)).toMatchObject({ status: 202 });
  });
});

it('cannot be had where proofs cannot be verified', async () => {
  const keyless = await runningApi();
  try {
    const id = randomUUID();
    const told = { id, headers: { ce_signature: 't=1,v1=00', ce_secretid: 's1' } };
    await archiveInto(keyless.sql, 'journal', Date.now)([toldDeliveries([told])]);
    expect(await keyless.post(`/v1/deliveries/${id}/redeliver`)).toMatchObject({ status: 503 });
  } finally {
    await keyless.close();
  }
});
