/** What the API answers while its database is away: at start, later, and when it hangs. It comes back by itself. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueApiKey } from '#access';
import { listenHttp } from '#http';
import { createLogger } from '#observability';
import { openDatabase } from '#persistence';
import { linkTo, testDatabase, type Link, type TestDatabase } from '#testing';
import { ask, askUntil } from '../../test/running-api.js';
import { createApi } from '../compose.js';
import { reconnectingDatabase } from './reconnecting-database.js';

const logger = createLogger('api', 'silent');
let database: TestDatabase;
let link: Link;
let app: NestFastifyApplication;
let url: string;
let authorization: string;

beforeAll(async () => {
  database = await testDatabase();
  const sql = await openDatabase({ url: database.adminUrl, app: 'test', poolSize: 1 });
  const { token } = await issueApiKey(sql, { name: 'test', scopes: ['transfers:read'] });
  authorization = `Bearer ${token}`;
  await sql.close();
  link = await linkTo(database.adminUrl);
  // The client gives up 5 s after the server should have: 5.1 s for a server that hangs.
  const options = { url: link.by(database.url('api')), app: 'api', statementTimeoutMs: 100 };
  app = await createApi(reconnectingDatabase(options, logger), logger);
  url = await listenHttp(app, { host: '127.0.0.1', port: 0, logger });
});

afterAll(async () => {
  await app.close();
  await link.down();
  await database.close();
});

const read = () => ask(`${url}/v1/transfers`, authorization);
const ready = () => ask(`${url}/health/ready`, null);

const expectAway = async () => {
  const { status, body, headers } = await read();
  expect([status, body.code]).toEqual([503, 'unavailable']);
  expect(headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await ready()).toMatchObject({ status: 503, body: { status: 'waiting', waiting_on: ['postgres'] } });
  expect((await ask(`${url}/health/live`, null)).status).toBe(200);
};

const expectBack = async () => {
  await askUntil(ready, ({ status }) => status === 200, 10_000);
  expect((await read()).status).toBe(200);
};

describe('a database that is away', () => {
  it('at start: the API is up, says what it waits for, and finds it', async () => {
    await expectAway();
    await link.up();
    await expectBack();
  });

  it('later: the same', async () => {
    await link.down();
    await expectAway();
    await link.up();
    await expectBack();
  });

  it('and hangs: the answer still comes', async () => {
    link.freeze();
    expect(await ready()).toMatchObject({ status: 503 });
    const { status, body } = await read();
    expect([status, body.code]).toEqual([503, 'unavailable']);
    await link.down();
    await link.up();
    await expectBack();
  });
});

describe('a database without a schema', () => {
  it('is not ready', async () => {
    const empty = await testDatabase({ empty: true });
    const early = reconnectingDatabase({ url: empty.adminUrl, app: 'api' }, logger);
    expect(await early.answers()).toBe(false);
    await early.close();
    await empty.close();
  });
});
