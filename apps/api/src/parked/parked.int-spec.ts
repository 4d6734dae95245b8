/** Parked keys over HTTP, with the role that the API has in production: what waits, and the wish that it be released. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ParkedKey } from '#contracts';
import { applyBatch } from '#event-store';
import { toldBatch, toldContext, toldRecord } from '#testing';
import { runningApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let next = 0n;

beforeAll(async () => {
  api = await runningApi();
});

afterAll(() => api.close());

/** Parks keys as the consumer does: a record that cannot be read, and others behind it. */
const park = async (keys: readonly string[], behind = 0): Promise<void> => {
  for (const key of keys) {
    const records = [
      toldRecord(key, { n: 1, unreadable: true, word: 'ROSA' }),
      ...Array.from({ length: behind }, (_, at) => toldRecord(key, { n: at + 2 })),
    ];
    await applyBatch(api.sql, toldContext(), toldBatch(records, next), () => 0);
    next += BigInt(records.length);
  }
};
const idOf = async (key: string): Promise<string> => {
  const { body } = await api.get(`/v1/parked?record_key=${key}`);
  return String(body.data[0]?.id);
};

describe('a parked key', () => {
  it('says what waits and where it stands, and nothing that it says', async () => {
    const first = next;
    await park(['stuck'], 2);
    const id = await idOf('stuck');
    const { status, body } = await api.get(`/v1/parked/${id}`);
    expect(status).toBe(200);
    expect(ParkedKey.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      consumer: 'told',
      record_key: 'stuck',
      reason: 'unreadable_event',
      detail: 'it says that it is unreadable',
      records: 3,
      oldest_record: { topic: 'mono.transfers.v1', partition: 0, offset: String(first) },
      release: { requested_at: null, requested_by: null, failed_at: null, failure: null },
      links: { self: `/v1/parked/${id}`, release: `/v1/parked/${id}/release` },
    });
    expect(JSON.stringify(body)).not.toContain('ROSA');
  });

  it.each(['nobody', '0190f2a0-0000-7000-8000-000000000000', "x'; drop table", '%00'])(
    'is not there: %s',
    async (id) => {
      for (const answer of [await api.get(`/v1/parked/${id}`), await api.post(`/v1/parked/${id}/release`)]) {
        expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      }
    },
  );
});

describe('the list', () => {
  it('has the newest first, page by page, each once', async () => {
    await park(Array.from({ length: 7 }, (_, at) => `many${String(at)}`));
    const seen: string[] = [];
    for (let path: string | null = '/v1/parked?limit=3&consumer=told'; path !== null;) {
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      seen.push(...body.data.map(({ record_key: key }) => String(key)));
      path = body.next_cursor === null ? null : `/v1/parked?limit=3&consumer=told&cursor=${body.next_cursor}`;
    }
    expect(seen.filter((key) => key.startsWith('many'))).toEqual(
      [6, 5, 4, 3, 2, 1, 0].map((at) => `many${String(at)}`),
    );
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each([
    ['reason=unreadable_event&record_key=many0', 1],
    ['reason=bad_headers', 0],
    ['consumer=another', 0],
    ['record_key=nobody', 0],
  ])('is filtered by %s', async (query, count) => {
    expect((await api.get(`/v1/parked?${query}`)).body.data).toHaveLength(count);
  });

  it.each([
    ['limit=0', 'invalid_limit'],
    ['cursor=zzz', 'invalid_cursor'],
    ['key=a', 'invalid_filter'],
    ['reason=', 'invalid_filter'],
  ])('refuses %s', async (query, code) => {
    expect(await api.get(`/v1/parked?${query}`)).toMatchObject({ status: 400, body: { code } });
  });

  it('takes no cursor of another list', async () => {
    const { body } = await api.get('/v1/parked?limit=1');
    const answer = await api.get(`/v1/transfers?cursor=${body.next_cursor ?? ''}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_cursor']);
  });
});

describe('a wish for a release', () => {
  it('is taken, shown with who asked, and the same when asked twice', async () => {
    await park(['wished']);
    const id = await idOf('wished');
    const first = await api.post(`/v1/parked/${id}/release`);
    expect(first.status).toBe(202);
    expect(ParkedKey.parse(first.body).release).toEqual({
      requested_at: expect.stringMatching(/Z$/),
      requested_by: expect.stringMatching(/^api-key\/[0-9a-f]{16}$/),
      failed_at: null,
      failure: null,
    });
    const other = await api.post(`/v1/parked/${id}/release`, `Bearer ${await api.keyFor('parked:release')}`, '{}');
    expect(other).toMatchObject({ status: 202, body: first.body });
    expect((await api.get(`/v1/parked/${id}`)).body).toEqual(first.body);
  });

  it('starts anew after a failure, in the name of who asks then', async () => {
    await park(['failed']);
    const id = await idOf('failed');
    await api.sql.query(
      `update transfers.parked_keys set release_failed_at = now(), release_failure = 'still unreadable' where id = $1`,
      [id],
    );
    expect((await api.get(`/v1/parked/${id}`)).body.release).toMatchObject({ failure: 'still unreadable' });
    expect((await api.post(`/v1/parked/${id}/release`)).body.release).toMatchObject({
      requested_at: expect.any(String),
      failed_at: null,
      failure: null,
    });
  });

  it('needs no body and no Idempotency-Key; reading is not enough to ask', async () => {
    await park(['bare']);
    const path = `/v1/parked/${await idOf('bare')}/release`;
    const reader = `Bearer ${await api.keyFor('parked:read')}`;
    expect(await api.post(path, reader)).toMatchObject({ status: 403, body: { scope: 'parked:release' } });
    expect(await api.get(path)).toMatchObject({ status: 405 });
    expect((await api.post(path)).status).toBe(202);
  });

  it('is all that the role may write', async () => {
    const { status } = await api.get('/v1/parked');
    expect(status).toBe(200);
    const [row] = await api.sql.query<{ setting: string }>(
      `select unnest(setconfig) as setting from pg_db_role_setting
       join pg_roles r on r.oid = setrole where rolname = 'caudal_api'`,
    );
    expect(row?.setting).toBe('default_transaction_read_only=on');
  });
});
