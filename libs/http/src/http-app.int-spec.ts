/**
 * A real application on a real socket: what it answers, below Nest and above it. Only status, headers and body of
 * answers are asserted on, and what reached the log.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '#observability';
import { createHttpApp, listenHttp } from './boot.js';
import type { Readiness } from './health.controller.js';
import { HealthModule } from './health.module.js';

@Controller('things')
class ThingsController {
  @Get(':id')
  get(@Param('id') id: string): string | Promise<never> {
    if (id === 'endless') return new Promise(() => undefined);
    if (id === 'break') throw new Error('inner');
    if (id === 'away') throw new Error('the database is away');
    return String(id.length);
  }

  @Post()
  add(): string {
    return 'added';
  }
}

@Module({ controllers: [ThingsController] })
class ExampleModule {}

let app: NestFastifyApplication;
let url: string;
let readiness: () => Promise<Readiness>;
const logged: string[] = [];

const note = (entry: unknown, text?: string): void => {
  logged.push(`${text ?? ''} ${JSON.stringify(entry)}`);
};
const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: note, error: note, fatal: note } as unknown as Logger;

beforeAll(async () => {
  const health = HealthModule.register({ app: 'example', ready: () => readiness() });
  app = await createHttpApp(
    { module: ExampleModule, imports: [health] },
    {
      logger,
      bodyBytesMax: 1_000,
      headersTimeoutMs: 300,
      requestTimeoutMs: 600,
      isUnavailable: (error) => error instanceof Error && error.message === 'the database is away',
    },
  );
  url = await listenHttp(app, { host: '127.0.0.1', port: 0, logger });
});

beforeEach(() => {
  logged.length = 0;
});

afterAll(() => app.close());

const ask = async (path: string, init?: RequestInit) => {
  const answer = await fetch(`${url}${path}`, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, code: codeIn(text) };
};

const codeIn = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { code?: unknown }).code;
  } catch {
    return undefined;
  }
};

/** Bytes as they are, to say what fetch refuses to say. */
const askRaw = (bytes: string, keepOpenMs = 0): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.setTimeout(5_000 + keepOpenMs, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => {
      socket.destroy();
      resolve(answer);
    });
    socket.on('error', reject);
  });

describe('an application', () => {
  it('answers 404 for an unknown address, whatever the body', async () => {
    const { status, code, headers } = await ask('/nowhere', { method: 'POST', body: '{' });
    expect([status, code]).toEqual([404, 'not_found']);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('answers 405 with Allow for %s on a read', async (method) => {
    const { status, code, headers } = await ask('/things/7?x=1', { method });
    expect([status, code, headers.get('allow')]).toEqual([405, 'method_not_allowed', 'GET, HEAD']);
  });

  it('answers 400 for an address that cannot be decoded', async () => {
    expect(await ask('/things/%ff%fe')).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('lets an id of 10 KB through to whoever knows ids', async () => {
    const { status, text } = await ask(`/things/${'a'.repeat(10_000)}`);
    expect([status, text]).toEqual([200, '10000']);
  });

  it('answers 431 for headers that are too large', async () => {
    const answer = await askRaw(`GET /things/1 HTTP/1.1\r\nhost: x\r\nbig: ${'a'.repeat(40_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 .*application\/problem\+json.*"code":"headers_too_large"/s);
  });

  it('answers 400 for what is not HTTP', async () => {
    expect(await askRaw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"code":"bad_request"/s);
  });

  it.each([
    ['headers', 'GET /things/1 HTTP/1.1\r\nhost: x\r\n'],
    ['a body', 'POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nab'],
  ])('answers 408 for %s that never end', async (_what, bytes) => {
    expect(await askRaw(bytes)).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
    expect(logged).toEqual([]);
  });

  it('answers 413 for a body beyond its limit, declared or chunked', async () => {
    const type = { 'content-type': 'text/plain' };
    expect(await ask('/things', { method: 'POST', body: 'a'.repeat(1_001), headers: type })).toMatchObject({
      status: 413,
      code: 'payload_too_large',
    });
    const chunk = `${(1_001).toString(16)}\r\n${'a'.repeat(1_001)}\r\n0\r\n\r\n`;
    expect(
      await askRaw(
        `POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${chunk}`,
      ),
    ).toMatch(/^HTTP\/1\.1 413 .*"code":"payload_too_large"/s);
  });

  it('logs nothing when a caller hangs up within its body', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 900\r\n\r\nab');
    await sleep(50);
    socket.resetAndDestroy();
    await sleep(100);
    expect(logged).toEqual([]);
  });

  it('answers 500 without the cause, and logs the cause with the pattern of the route', async () => {
    const { status, code, text } = await ask('/things/break');
    expect([status, code]).toEqual([500, 'internal_error']);
    expect(text).not.toContain('inner');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('/things/:id');
    expect(logged[0]).not.toContain('/things/break');
  });

  it('answers 503 with Retry-After when what it stands on is away', async () => {
    const { status, code, headers } = await ask('/things/away');
    expect([status, code]).toEqual([503, 'unavailable']);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('closing', () => {
  it('ends within its grace, also when an answer does not', async () => {
    const other = await createHttpApp({ module: ExampleModule }, { logger, closeGraceMs: 200 });
    const { port } = new URL(await listenHttp(other, { host: '127.0.0.1', port: 0, logger }));
    const socket = connect(Number(port), '127.0.0.1').on('error', silent);
    socket.write('GET /things/endless HTTP/1.1\r\nhost: x\r\n\r\n');
    await sleep(200);
    const begun = performance.now();
    await other.close();
    socket.destroy();
    expect(performance.now() - begun).toBeGreaterThan(150);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe('a request that was begun before closing', () => {
  it('is answered by the application, and its connection ends with the answer', async () => {
    const other = await createHttpApp({ module: ExampleModule }, { logger, closeGraceMs: 500 });
    const { port } = new URL(await listenHttp(other, { host: '127.0.0.1', port: 0, logger }));
    const [busy, begun] = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')];
    for (const socket of [busy, begun]) socket.on('error', silent);
    busy.write('GET /things/endless HTTP/1.1\r\nhost: x\r\n\r\n');
    begun.write('GET /things/7 HTTP/1.1\r\nhost: x\r\n');
    let answer = '';
    begun.on('data', (chunk) => (answer += chunk.toString()));
    await sleep(200);
    const closing = other.close();
    await sleep(100);
    begun.write('\r\n');
    await closing;
    busy.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*connection: close.*\r\n\r\n1$/is);
  });
});

describe('health', () => {
  it('is live whatever it waits for', async () => {
    readiness = () => Promise.resolve({ ready: false, waitingOn: ['kafka'] });
    expect((await ask('/health/live')).status).toBe(200);
  });

  it('is ready, with details', async () => {
    readiness = () => Promise.resolve({ ready: true, waitingOn: [], details: { lag: 0 } });
    const { status, text } = await ask('/health/ready');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ app: 'example', status: 'ready', waiting_on: [], lag: 0 });
  });

  it.each([
    ['names what it waits for', () => Promise.resolve({ ready: false, waitingOn: ['postgres'] }), ['postgres']],
    ['stands a check that throws', () => Promise.reject(new Error('inner')), ['its own check']],
    ['stands a check that hangs', () => new Promise<Readiness>(() => undefined), ['its own check']],
  ])('is not ready, and %s', async (_what, check, waitingOn) => {
    readiness = check;
    const { status, text } = await ask('/health/ready');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: 'waiting', waiting_on: waitingOn });
  });

  it('serves metrics as Prometheus reads them', async () => {
    const { text, headers } = await ask('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('process_cpu_seconds_total');
  });
});
