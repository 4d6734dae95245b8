import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { issueApiKey } from '#access';
import { Scopes, type Scope } from '#contracts';
import { listenHttp } from '#http';
import { createLogger } from '#observability';
import { openDatabase, type Database } from '#persistence';
import { testDatabase } from '#testing';
import type { ProofKeys } from '../src/reverify-delivery/reverify-delivery.js';
import { createApi } from '../src/compose.js';
import { reconnectingDatabase } from '../src/database/reconnecting-database.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Of a problem, a page or an entity: a test that reads a member of another finds nothing. */
export type Body = Readonly<Record<string, unknown>> & {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next_cursor: string | null;
  readonly links: { readonly self: string; readonly events: string };
};

export interface RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** As the superuser: what a test writes with. */
  readonly sql: Database;
  /** Asks with a key that may read everything, or with the authorization given; null sends none. */
  get(path: string, authorization?: string | null): Promise<Answer>;
  /** The same, by POST; a body goes as JSON. */
  post(path: string, authorization?: string | null, body?: string): Promise<Answer>;
  /** A new key's token. */
  keyFor(...scopes: Scope[]): Promise<string>;
  close(): Promise<void>;
}

const logger = createLogger('api', 'silent');

/** The API over a database of its own, with the role and the grants that it has in production. */
export const runningApi = async (keys: ProofKeys = {}): Promise<RunningApi> => {
  const database = await testDatabase();
  const sql = await openDatabase({ url: database.adminUrl, app: 'test', poolSize: 2 });
  const app = await createApi(reconnectingDatabase({ url: database.url('api'), app: 'api' }, logger), logger, keys);
  const url = await listenHttp(app, { host: '127.0.0.1', port: 0, logger });
  await askUntil(
    () => ask(`${url}/health/ready`, null),
    ({ status }) => status === 200,
    10_000,
  );
  const keyFor = async (...scopes: Scope[]) => (await issueApiKey(sql, { name: 'test', scopes })).token;
  const everything = `Bearer ${await keyFor(...Scopes)}`;
  return {
    app,
    url,
    sql,
    keyFor,
    get: (path, authorization = everything) => ask(`${url}${path}`, authorization),
    post: (path, authorization = everything, body?: string) =>
      ask(`${url}${path}`, authorization, {
        method: 'POST',
        ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
      }),
    async close() {
      await app.close();
      await sql.close();
      await database.close();
    },
  };
};

export const ask = async (
  url: string,
  authorization: string | null,
  { headers, ...init }: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const answer = await fetch(url, {
    ...init,
    headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
  });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson ? JSON.parse(text) : { text }) as Body,
  };
};

/** Asks until an answer is as wished: what a wait for a moment would only hope for. */
export const askUntil = async (
  asked: () => Promise<Answer>,
  wished: (answer: Answer) => boolean,
  withinMs: number,
): Promise<{ readonly answer: Answer; readonly tookMs: number }> => {
  const begun = performance.now();
  for (;;) {
    const answer = await asked();
    const tookMs = performance.now() - begun;
    if (wished(answer)) return { answer, tookMs };
    if (tookMs > withinMs) throw new Error(`Still ${answer.status} after ${Math.round(tookMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** What is done while the clock of the API is ahead, as another replica's may be. */
export const aheadBy = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const { now } = Date;
  Date.now = () => now() + ms;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
};
