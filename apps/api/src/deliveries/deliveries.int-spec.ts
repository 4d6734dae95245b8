/** The archive as it is read. Asserted on: answers over HTTP only. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureSource } from '#access';
import { Delivery, Reverification, Topics } from '#contracts';
import { archiveInto } from '#journal';
import { toldDeliveries, type ToldDelivery } from '#testing';
import { attestSecret } from '#webhook-auth';
import { runningApi, type RunningApi } from '../../test/running-api.js';

const KEYS = { secretsKey: Buffer.alloc(32, 1), attestationKey: Buffer.alloc(32, 2) };
const SECRETS = { 'mono-colombia': 'whsec_of_the_deliveries', 'mono-nigeria': 'a-sëcret-of-lagos' };

let api: RunningApi;
let offset = 0n;

beforeAll(async () => {
  api = await runningApi(KEYS);
  await ensureSource(
    api.sql,
    {
      slug: 'mono-colombia',
      provider: 'mono-colombia',
      scheme: 'mono-signature',
      livemode: true,
      secret: SECRETS['mono-colombia'],
    },
    KEYS.secretsKey,
  );
  await ensureSource(
    api.sql,
    {
      slug: 'mono-nigeria',
      provider: 'mono-nigeria',
      scheme: 'mono-webhook-secret',
      livemode: true,
      secret: SECRETS['mono-nigeria'],
    },
    KEYS.secretsKey,
  );
});

afterAll(() => api.close());

/** Archives deliveries as the journal does, and returns their ids. */
const archived = async (
  told: readonly ToldDelivery[],
  topic: (typeof Topics)[keyof typeof Topics]['name'] = Topics.transfers.name,
): Promise<string[]> => {
  const named = told.map((one) => ({ ...one, id: one.id ?? randomUUID() }));
  const archive = archiveInto(api.sql, 'journal', () => Date.parse('2026-11-24T12:00:00Z'));
  await archive([toldDeliveries(named, { topic, first: offset })]);
  if (topic === Topics.transfers.name) offset += BigInt(told.length);
  return named.map(({ id }) => id);
};

const read = async (id: string) => Delivery.parse((await api.get(`/v1/deliveries/${id}`)).body);

const signed = (body: string, secret: string): ToldDelivery => {
  const signature = createHmac('sha256', secret).update(`1790000000.${body}`).digest('hex');
  return { body, headers: { ce_signature: `t=1790000000,v1=${signature}`, ce_secretid: 'as-it-was-said' } };
};

describe('a delivery', () => {
  it('tells where it came from, what became of it and where it stands', async () => {
    const [id = '', again = ''] = await archived([
      { event: 'a', headers: { ce_secretid: 's1', ce_origin: 'webhook', ce_late: 'true' } },
      { event: 'a' },
    ]);
    const first = await read(id);
    expect(first).toMatchObject({
      id,
      source: 'mono-colombia',
      event_id: 'a'.repeat(64),
      verdict: 'accepted',
      attempt: 1,
      attempts: 2,
      late: true,
      secret_id: 's1',
      signature_valid: true,
      topic: 'mono.transfers.v1',
      partition: 0,
      size: 2,
      erased: null,
      seal: null,
      links: { raw: `/v1/deliveries/${id}/raw` },
    });
    const second = await read(again);
    expect(second).toMatchObject({ verdict: 'duplicate', attempt: 2, attempts: 2 });
    expect(second.chain.previous_hash).toBe(first.chain.hash);
  });

  it('that was refused says why', async () => {
    const [id = ''] = await archived([{ headers: { ce_refusal: 'mismatch' } }], Topics.quarantine.name);
    expect(await read(id)).toMatchObject({ verdict: 'rejected', signature_valid: false, refusal: 'mismatch' });
  });

  it.each(['nobody', randomUUID(), `${randomUUID()}x`])('that nobody has is not found: %s', async (id) => {
    expect(await api.get(`/v1/deliveries/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('its bytes', () => {
  const raw = async (id: string) =>
    fetch(`${api.url}/v1/deliveries/${id}/raw`, {
      headers: { authorization: `Bearer ${await api.keyFor('deliveries:raw')}` },
    });

  it('are the exact ones, as a file that nobody shows', async () => {
    const [id = ''] = await archived([{ body: '<script>\0ñ</script>' }]);
    const answer = await raw(id);
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('<script>\0ñ</script>');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${id}.bin"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('that are none are none', async () => {
    const [id = ''] = await archived([{ body: '' }]);
    expect((await (await raw(id)).arrayBuffer()).byteLength).toBe(0);
  });

  it('that were erased are gone, and the delivery says so', async () => {
    const [id = ''] = await archived([{ body: 'personal' }]);
    await api.sql.query('select journal.erase_delivery($1, $2)', [id, 'a request']);
    const answer = await raw(id);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([410, 'erased']);
    expect((await read(id)).erased).toMatchObject({ because: 'a request' });
  });

  it('need a scope of their own', async () => {
    const [id = ''] = await archived([{}]);
    const reader = `Bearer ${await api.keyFor('deliveries:read', 'deliveries:reverify')}`;
    expect(await api.get(`/v1/deliveries/${id}/raw`, reader)).toMatchObject({ status: 403 });
  });
});

describe('the list', () => {
  const idsOf = async (path: string) => (await api.get(path)).body.data.map(({ id }) => id);

  it('has the newest first, page by page, each once', async () => {
    const ids = await archived(
      Array.from({ length: 7 }, (_, at) => ({
        receivedAt: `2026-09-0${String(1 + Math.floor(at / 2))}T00:00:00.000000Z`,
        headers: { ce_source: '/sources/paged' },
      })),
    );
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await api.get(`/v1/deliveries?source=paged&limit=3${query}`);
      seen.push(...body.data.map(({ id }) => id));
      cursor = body.next_cursor;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen[0]).toBe(ids[6]);
    expect(await idsOf('/v1/deliveries?source=paged&from=2026-09-02&to=2026-09-03')).toHaveLength(2);
  });

  it('is filtered by event and by verdict', async () => {
    const [first, second] = await archived([{ event: 'c' }, { event: 'c' }, { event: 'd' }]);
    expect(new Set(await idsOf(`/v1/deliveries?event_id=${'c'.repeat(64)}`))).toEqual(new Set([first, second]));
    expect(await idsOf(`/v1/deliveries?event_id=${'c'.repeat(64)}&verdict=duplicate`)).toEqual([second]);
    expect(await idsOf(`/v1/deliveries?event_id=nothing`)).toEqual([]);
  });

  it.each([
    ['limit=0', 'invalid_limit'],
    ['cursor=zzz', 'invalid_cursor'],
    ['verdict=good', 'invalid_filter'],
    ['from=yesterday', 'invalid_filter'],
    ['topic=a', 'invalid_filter'],
  ])('refuses %s', async (query, code) => {
    expect(await api.get(`/v1/deliveries?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});

describe('a stored proof, verified again', () => {
  const reverified = async (id: string) => Reverification.parse((await api.post(`/v1/deliveries/${id}/reverify`)).body);
  const secretOf = async (source: string) =>
    (await api.sql.query<{ id: string }>('select id from access.source_secrets where source = $1', [source]))[0]?.id;

  it('names the secret that matches, whatever was said at the door', async () => {
    const [id = ''] = await archived([signed('{"a":1}', SECRETS['mono-colombia'])]);
    expect(await reverified(id)).toEqual({
      delivery_id: id,
      digest_matches: true,
      signature_valid: true,
      secret_id: await secretOf('mono-colombia'),
      reason: null,
    });
  });

  it('does so for the scheme that signs nothing, by what was attested', async () => {
    const attested = (secret: string) => ({
      headers: {
        ce_source: '/sources/mono-nigeria',
        ce_signature: attestSecret(Buffer.from(secret).toString('latin1'), KEYS.attestationKey),
      },
    });
    const [good = '', bad = ''] = await archived([attested(SECRETS['mono-nigeria']), attested('another')]);
    expect(await reverified(good)).toMatchObject({ signature_valid: true, secret_id: await secretOf('mono-nigeria') });
    expect(await reverified(bad)).toMatchObject({ signature_valid: false, reason: 'mismatch' });
  });

  it('finds bytes that were changed, by the digest and by the signature', async () => {
    const [id = ''] = await archived([signed('{"amount":1}', SECRETS['mono-colombia'])]);
    await api.sql.query(`update journal.deliveries set body = '{"amount":9}' where delivery_id = $1`, [id]);
    expect(await reverified(id)).toMatchObject({ digest_matches: false, signature_valid: false, reason: 'mismatch' });
  });

  it.each([
    ['erased', async (id: string) => api.sql.query(`select journal.erase_delivery($1, '')`, [id])],
    [
      'unknown_source',
      async (id: string) => api.sql.query(`update journal.deliveries set source = '-' where delivery_id = $1`, [id]),
    ],
    [
      'unsigned',
      async (id: string) =>
        api.sql.query(
          `update journal.deliveries set headers = '{"ce_type":"caudal.conflict.resolved"}' where delivery_id = $1`,
          [id],
        ),
    ],
  ])('says when nothing can be said: %s', async (reason, happen) => {
    const [id = ''] = await archived([signed('{}', SECRETS['mono-colombia'])]);
    await happen(id);
    expect(await reverified(id)).toMatchObject({ signature_valid: null, secret_id: null, reason });
  });

  it('does not believe a delivery of the provider that has no signature at all', async () => {
    const [id = ''] = await archived([signed('{}', SECRETS['mono-colombia'])]);
    await api.sql.query(
      `update journal.deliveries set headers = (headers::jsonb - 'ce_signature')::json where delivery_id = $1`,
      [id],
    );
    expect(await reverified(id)).toMatchObject({ signature_valid: false, reason: 'missing_header' });
  });

  it('with a secret that was retired since, still matches; with one that came and went before it, does not', async () => {
    const [id = ''] = await archived([signed('{"late":1}', SECRETS['mono-colombia'])]);
    const retire = (until: string) =>
      api.sql.query(
        `update access.source_secrets set valid_from = '2026-01-01', valid_until = $1 where source = 'mono-colombia'`,
        [until],
      );
    await retire('2026-11-21');
    expect(await reverified(id)).toMatchObject({ signature_valid: true });
    await retire('2026-11-19');
    expect(await reverified(id)).toMatchObject({ signature_valid: false, reason: 'no_secret' });
    await api.sql.query(`update access.source_secrets set valid_until = null`);
  });
});
