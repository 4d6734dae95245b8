/** Who may read what: every route with no key, a wrong key, a key without the scope, and a good one. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scopes, type Scope } from '#contracts';
import { routesOf } from '#http';
import { askUntil, runningApi, type RunningApi } from '../../test/running-api.js';
import { accessRuleOf, accessRules } from './access-rules.js';

let api: RunningApi;

beforeAll(async () => {
  api = await runningApi();
});

afterAll(() => api.close());

const WRONG_KEY = `caudal_${'0'.repeat(16)}_${'A'.repeat(43)}`;
const guarded = Object.entries(accessRules).filter((rule): rule is [string, Scope] => rule[1] !== 'open');
/** A good key gets past the guard: to a list, or to an id that is not there. */
const addressOf = (pattern: string) => pattern.replace(':id', 'nobody');
/** Routes that are asked by POST, each with a body that it understands. */
const WISHES = new Map<string, string | undefined>([
  ['/v1/parked/:id/release', undefined],
  ['/v1/deliveries/:id/reverify', undefined],
  ['/v1/conflicts/:id/resolve', JSON.stringify({ winner_event_id: '0'.repeat(64), reason: 'a test' })],
  ['/v1/deliveries/:id/redeliver', undefined],
  ['/v1/ledger/unrouted/:id/route', JSON.stringify({ account_id: 'lacc_1', reason: 'a test' })],
]);
const statusOf = (pattern: string) => (pattern.includes(':id') ? 404 : 200);

describe('the table of access rules', () => {
  it('has a rule for every route, and a route for every rule', () => {
    const patterns = new Set(routesOf(api.app).map(({ pattern }) => pattern));
    const unruled = [...patterns].filter((pattern) => accessRuleOf(pattern) === undefined);
    expect(unruled).toEqual([]);
    expect(Object.keys(accessRules).filter((pattern) => !patterns.has(pattern))).toEqual([]);
  });

  it('would find a route that has none', () => {
    expect(accessRuleOf('/v1/transfers/:id/secrets')).toBeUndefined();
  });

  it('knows reads, and a few wishes: no other route takes another method', () => {
    const others = routesOf(api.app).filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    expect(others.map(({ pattern }) => pattern).sort()).toEqual([...WISHES.keys()].sort());
    expect(others.every(({ method }) => method === 'POST')).toBe(true);
  });

  it('leaves nothing below /v1 open', () => {
    const open = Object.entries(accessRules).filter(([, rule]) => rule === 'open');
    expect(open.filter(([pattern]) => pattern.startsWith('/v1'))).toEqual([]);
  });
});

describe.each(guarded)('%s', (pattern, scope) => {
  const path = addressOf(pattern);
  const asked = (authorization: string | null) =>
    WISHES.has(pattern) ? api.post(path, authorization, WISHES.get(pattern)) : api.get(path, authorization);

  it('asks for a key', async () => {
    const { status, body, headers } = await asked(null);
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['a key that nobody has', `Bearer ${WRONG_KEY}`],
    ['another scheme', 'Basic YTpi'],
    ['an empty token', 'Bearer '],
    ['what is no key', `Bearer ${'x'.repeat(5_000)}`],
  ])('refuses %s', async (_what, authorization) => {
    expect(await asked(authorization)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('refuses a key with every scope but its own', async () => {
    const token = await api.keyFor(...Scopes.filter((other) => other !== scope));
    const { status, body, headers } = await asked(`Bearer ${token}`);
    expect([status, body.code, body.scope]).toEqual([403, 'missing_scope', scope]);
    expect(headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  it('lets a key with its scope alone through', async () => {
    const token = await api.keyFor(scope);
    expect((await asked(`bearer ${token}`)).status).toBe(statusOf(pattern));
  });
});

describe('a key', () => {
  it('stops within a second of being revoked, also while it is in use', async () => {
    const token = await api.keyFor('transfers:read');
    const asked = () => api.get('/v1/transfers', `Bearer ${token}`);
    expect((await asked()).status).toBe(200);
    await api.sql.query('update access.api_keys set revoked_at = now() where id = $1', [token.split('_')[1]]);
    const { tookMs } = await askUntil(asked, ({ status }) => status === 401, 3_000);
    // A second is promised; a busy machine may stall for half of one between two tries.
    expect(tookMs).toBeLessThan(1_500);
  });

  it('stops when it expires', async () => {
    const token = await api.keyFor('transfers:read');
    await api.sql.query("update access.api_keys set expires_at = now() - interval '1 s' where id = $1", [
      token.split('_')[1],
    ]);
    expect((await api.get('/v1/transfers', `Bearer ${token}`)).status).toBe(401);
  });

  it('does not open with the secret of another', async () => {
    const [one, other] = [await api.keyFor('transfers:read'), await api.keyFor('transfers:read')];
    const mixed = `${one.slice(0, 'caudal_'.length + 16)}${other.slice('caudal_'.length + 16)}`;
    expect((await api.get('/v1/transfers', `Bearer ${mixed}`)).status).toBe(401);
  });
});

describe('without a key', () => {
  it.each(['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs', '/docs/swagger-ui.css'])(
    '%s answers',
    async (path) => {
      expect((await api.get(path, null)).status).toBe(200);
    },
  );
});
